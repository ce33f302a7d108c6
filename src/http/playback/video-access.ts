import type { Principal } from '../../accounts/principal.ts';
import type { VideoFilter } from '../../videos/video-store.ts';
import type { Video } from '../../videos/video.ts';

/** The most that somebody may do with a video; `edit` holds `play`. */
export type VideoRight = 'edit' | 'play' | 'none';

/** Answers by the rules of accounts/policies.ts; `main` joins videos and courses behind it. */
export interface VideoAccess {
  /** By video id. One question to the tables however many videos; none for administrators. */
  rightsOf(
    principal: Principal,
    videos: readonly Pick<Video, 'id' | 'ownerId' | 'visibility'>[],
  ): Promise<ReadonlyMap<string, VideoRight>>;
  /** Whether they may delete it, which takes it from every course that shows it. */
  mayDelete(principal: Principal, video: Pick<Video, 'id' | 'ownerId' | 'visibility'>): Promise<boolean>;
  /** Narrows a list to what they may edit; undefined: nothing is hidden from them. */
  editableBy(principal: Principal): Promise<VideoFilter | undefined>;
  /** Whether a session or key that asked before is still good. */
  isStillValid(principal: Principal): Promise<boolean>;
}
