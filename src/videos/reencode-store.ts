import type { Revision } from './revision.ts';
import type { VideoFailure } from './video.ts';

/** Another file than a video's own, which takes its place once it is proven. */
export interface ReplacingFile {
  /** The upload that brought it. */
  readonly sourceId: string;
  readonly fileName: string;
  readonly sizeBytes: number;
  /** Person or key that uploaded it. */
  readonly uploaderId?: string;
}

/** A ready video that is encoded anew beside what plays. */
export interface Reencode {
  readonly videoId: string;
  /** The revision that will take the place of the video's; its plan may not exist yet. */
  readonly revisionId: string;
  readonly requestedAt: Date;
  /** Undefined: the file that plays is encoded again. */
  readonly file?: ReplacingFile;
  /** Present once it was given up; what played before goes on. */
  readonly failure?: Omit<VideoFailure, 'detail'>;
}

/** A revision that nothing plays any more, except for who began before. */
export interface RetiredRevision {
  readonly revisionId: string;
  readonly videoId: string;
  readonly retiredAt: Date;
}

/** Encodes of videos that are ready already, and the revisions that they replace. */
export interface ReencodeStore {
  /** Notes the wish; takes the place of one that was given up, whose file it tries again. False: one is under way already. */
  begin(videoId: string, revisionId: string): Promise<boolean>;
  find(videoId: string): Promise<Reencode | undefined>;
  /** Those of several videos, by video. */
  findMany(videoIds: readonly string[]): Promise<Map<string, Reencode>>;
  /** Those that are under way, the oldest first. */
  listActive(): Promise<Reencode[]>;
  /**
   * Saves the plan with all its cells empty, and leaves the video's own revision as it is. `known`: another attempt came
   * first, its plan stays. `given up`: nothing is saved.
   */
  savePlan(revision: Revision): Promise<'saved' | 'known' | 'given up'>;
  /** In one transaction: revision and file are the video's, those before are retired. False: it was given up meanwhile. */
  complete(videoId: string, revisionId: string): Promise<boolean>;
  /**
   * Gives it up; what was made of it is retired at once. Without a failure it is forgotten, and another file than the video's
   * with it; then one that had failed already, too. False: there is none.
   */
  abandon(videoId: string, revisionId: string, failure?: VideoFailure): Promise<boolean>;
  /** Revisions that were retired before then. */
  listRetired(before: Date): Promise<RetiredRevision[]>;
  /** Their files are gone: the rows go too. */
  forgetRetired(revisionId: string): Promise<void>;
}
