/** Files inside a run's private work folder, for what FFmpeg can only read from a path. */
export interface TemporaryFiles {
  /** Adds bytes to the end of a file, making it when it is not there. */
  append(path: string, bytes: Uint8Array): Promise<void>;
  /** Makes an empty private folder (mode 0700) under another and returns its path. */
  makeFolder(parent: string, name: string): Promise<string>;
  /** Removes a file or a folder with all it holds; no error when it is gone. */
  remove(path: string): Promise<void>;
}
