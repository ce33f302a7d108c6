import type { Revision } from './revision.ts';
import type { VideoFailure } from './video.ts';

/** A ready video that is encoded anew beside what plays. */
export interface Reencode {
  readonly videoId: string;
  /** The revision that will take the place of the video's; its plan may not exist yet. */
  readonly revisionId: string;
  readonly requestedAt: Date;
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
  /** Notes the wish; takes the place of one that was given up. False: one is under way already. */
  begin(videoId: string, revisionId: string): Promise<boolean>;
  find(videoId: string): Promise<Reencode | undefined>;
  /** Those that are under way, the oldest first. */
  listActive(): Promise<Reencode[]>;
  /**
   * Saves the plan with all its cells empty, and leaves the video's own revision as it is. `known`: another attempt came
   * first, its plan stays. `given up`: nothing is saved.
   */
  savePlan(revision: Revision): Promise<'saved' | 'known' | 'given up'>;
  /** In one transaction: the new revision is the video's, the one before is retired. False: it was given up meanwhile. */
  complete(videoId: string, revisionId: string): Promise<boolean>;
  /** Gives it up; what was made of it is retired at once. Without a failure it is forgotten. False: it was not under way. */
  abandon(videoId: string, revisionId: string, failure?: VideoFailure): Promise<boolean>;
  /** Revisions that were retired before then. */
  listRetired(before: Date): Promise<RetiredRevision[]>;
  /** Their files are gone: the rows go too. */
  forgetRetired(revisionId: string): Promise<void>;
}
