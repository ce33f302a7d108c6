import type { VideoAction } from './transitions.ts';
import type { Video, VideoFailure, VideoState, Visibility } from './video.ts';

/** What is known of a video when its upload begins. */
export interface NewVideo {
  readonly id: string;
  readonly title: string;
  readonly fileName: string;
  readonly sizeBytes?: number;
  /** Person or key that uploads it. */
  readonly ownerId?: string;
  /** The video whose file this one is to take the place of. */
  readonly replacesId?: string;
}

/** What its editors may change. */
export interface VideoChange {
  readonly title?: string | undefined;
  readonly visibility?: Visibility | undefined;
}

/** Videos of an owner, and some by name. */
export interface VideoFilter {
  readonly ownerId: string;
  readonly ids: readonly string[];
}

/** What may change together with a state. */
export interface TransitionChanges {
  readonly sizeBytes?: number;
  readonly failure?: VideoFailure;
}

/** Which videos a list holds. */
export interface VideoQuery {
  readonly limit: number;
  /** `cursor` of the last video of the page before. */
  readonly cursor?: string;
  readonly state?: VideoState;
  readonly ids?: readonly string[];
  /** Only what somebody may edit. */
  readonly within?: VideoFilter;
}

/** The rows of videos. */
export interface VideoStore {
  /** Makes a row in state `uploading`. */
  create(video: NewVideo): Promise<Video>;
  find(id: string): Promise<Video | undefined>;
  /** Newest first; `nextCursor` where there are more. A cursor that is none begins anew. */
  list(query: VideoQuery): Promise<{ videos: Video[]; nextCursor?: string }>;
  /** Notes by which name the bucket knows the upload of a video. False: there is no such video. */
  noteDirectUpload(id: string, directUploadId: string): Promise<boolean>;
  /** Undefined when there is no such video. */
  change(id: string, change: VideoChange): Promise<Video | undefined>;
  /**
   * Takes one of the allowed transitions, in one statement. A failure is kept on `fail` and `cancel` and cleared otherwise;
   * `restart` also forgets the plan with its cells, in the same transaction.
   *
   * Throws AppError VIDEO_NOT_FOUND, or VIDEO_STATE_CONFLICT when the table of transitions has no such row.
   */
  transition(id: string, action: VideoAction, changes?: TransitionChanges): Promise<Video>;
  /** Answers whether the video became playable by this call. */
  markPlayable(id: string): Promise<boolean>;
  /**
   * Deletes the row with all that hangs on it, and notes that its files are still to go. Answers the ids that they lie under:
   * its own, and those of uploads that brought other files for it; none: there was no such video.
   */
  delete(id: string): Promise<readonly string[]>;
  /** Videos whose row is gone and whose files may not be. */
  listDeletions(): Promise<string[]>;
  /** The files are gone too. */
  finishDeletion(id: string): Promise<void>;
}
