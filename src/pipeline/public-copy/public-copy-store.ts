/** A video whose public copy is not as it should be. */
export interface PublicCopyTask {
  readonly videoId: string;
  /** The revision to copy; undefined: what is there is to be deleted. */
  readonly revisionId?: string;
  /** What may lie there now; undefined: nothing. */
  readonly copyId?: string;
}

/**
 * Which videos have a copy that everybody may read. A video should have one while it is public and ready; a row says that
 * there may be objects before the first is written, and until after the last is deleted.
 */
export interface PublicCopyStore {
  /** What is to be done, deletions first. `isWanted` false: no video is to have a copy. */
  listTasks(isWanted: boolean): Promise<PublicCopyTask[]>;
  /** Notes that objects are about to be written. False: the video is not public and ready with that revision any more. */
  begin(videoId: string, revisionId: string, copyId: string): Promise<boolean>;
  /** The copy is whole. False: it was begun anew, or the video changed meanwhile. */
  finish(videoId: string, revisionId: string, copyId: string): Promise<boolean>;
  /** All objects are deleted. Does nothing where a copy with another id was begun meanwhile. */
  end(videoId: string, copyId: string): Promise<void>;
}
