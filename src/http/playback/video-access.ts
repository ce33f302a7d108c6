import type { Principal } from '../../accounts/principal.ts';
import type { VideoFilter } from '../../videos/video-store.ts';
import type { Video } from '../../videos/video.ts';

/** The most that somebody may do with a video: each holds those after it. */
export type VideoRight = 'delete' | 'edit' | 'play' | 'none';

/** Whether a right is enough to change a video. */
export function mayEdit(right: VideoRight | undefined): boolean {
  return right === 'delete' || right === 'edit';
}

/** Answers by the rules of accounts/policies.ts; `main` joins videos and courses behind it. */
export interface VideoAccess {
  /** By video id. One question to the tables however many videos; none for administrators. */
  rightsOf(
    principal: Principal,
    videos: readonly Pick<Video, 'id' | 'ownerId' | 'visibility'>[],
  ): Promise<ReadonlyMap<string, VideoRight>>;
  /** Narrows a list to what they may edit; undefined: nothing is hidden from them. */
  editableBy(principal: Principal): Promise<VideoFilter | undefined>;
  /** Whether a session or key that asked before is still good. */
  isStillValid(principal: Principal): Promise<boolean>;
}
