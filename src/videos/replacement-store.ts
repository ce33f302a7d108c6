/** What became of an upload whose file was to take the place of another video's. */
export type HandedOver =
  /** The video plays on; the file is encoded as this revision beside it. */
  | { readonly kind: 'beside'; readonly videoId: string; readonly revisionId: string }
  /** The video was not ready: it begins anew with the file. Its plan is forgotten, the files of that plan are not gone yet. */
  | { readonly kind: 'anew'; readonly videoId: string; readonly revisionBefore?: string };

/** A file that was replaced. */
export interface RetiredSource {
  readonly sourceId: string;
  readonly videoId: string;
}

/** Files that take the place of a video's file, while its id and its addresses stay. */
export interface ReplacementStore {
  /**
   * In one transaction: the row of a whole upload goes, and its file is the next one of the video it is to replace, under
   * `revisionId` where that video is ready. A replacement that came before and is not proven yet gives way. Undefined: there
   * is no such upload, or the video is gone; then the upload makes a video of its own.
   */
  handOver(uploadId: string, sizeBytes: number, revisionId: string): Promise<HandedOver | undefined>;
  /** Bytes of an upload whose file was handed over, while it is of use. */
  handedOverBytes(uploadId: string): Promise<number | undefined>;
  /** Ids of all uploads whose files belong to videos of other ids. */
  listSourceIds(): Promise<string[]>;
  /** Files that were replaced before then. */
  listRetired(before: Date): Promise<RetiredSource[]>;
  /** It is gone. */
  forgetRetired(sourceId: string): Promise<void>;
}
