/** The bytes people upload: first as an upload that grows, then as the source of a video. */
export interface SourceFiles {
  /** The path of a source, for FFmpeg. */
  localPath(videoId: string): string;
  /** Bytes of an unfinished upload; undefined when there is none. */
  receivedBytes(videoId: string): Promise<number | undefined>;
  /** Makes a finished upload the source, without copying. Does nothing when that was done before. */
  adopt(videoId: string): Promise<void>;
  /** Waits until the source would survive a power cut. */
  sync(videoId: string): Promise<void>;
  /** Removes the upload and the source, whichever there is. */
  remove(videoId: string): Promise<void>;
}
