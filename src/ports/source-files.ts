/** A source that FFmpeg and `SourceHead` can read until it is closed. */
export interface OpenSource {
  /** A path, or an address of this machine that nobody else knows. */
  readonly path: string;
  close(): void;
}

/**
 * The bytes people upload: first as an upload that grows, then as the source of a video. `sourceId` is the id of the upload,
 * which is the video's own until its file is replaced.
 */
export interface SourceFiles {
  /** Throws AppError SOURCE_MISSING where that can be told. */
  open(sourceId: string): Promise<OpenSource>;
  /** Opens the rewritten source of that name. Throws AppError SOURCE_MISSING where that can be told. */
  openRewritten(videoId: string, name: string): Promise<OpenSource>;
  /**
   * Keeps a rewritten source, a file in the video's work folder, where every worker can read it, and names it. It may
   * stay where it is (`isMoved`: it does not).
   */
  keepRewritten(videoId: string, file: string): Promise<{ readonly name: string; readonly isMoved: boolean }>;
  /** Removes a rewritten source, or all of a video, when nothing is encoded from it any more; no error when it is gone. */
  removeRewritten(videoId: string, name?: string): Promise<void>;
  /** Bytes of the source; undefined when there is none. */
  storedBytes(sourceId: string): Promise<number | undefined>;
  /** Bytes of an unfinished upload; undefined when this machine has none. */
  receivedBytes(sourceId: string): Promise<number | undefined>;
  /** Makes a finished upload the source. Does nothing when that was done before. */
  adopt(sourceId: string): Promise<void>;
  /** Waits until the source, if it is still there, would survive a power cut. */
  sync(sourceId: string): Promise<void>;
  /** Removes the upload and the source, whichever there is, and rewritten ones that were moved under the same id. */
  remove(id: string): Promise<void>;
  /** Removes only the source: one that was replaced, while its video goes on. No error when it is gone. */
  removeSource(sourceId: string): Promise<void>;
}
