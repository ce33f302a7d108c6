import type { Principal } from '../../accounts/principal.ts';
import { AppError } from '../../kernel/app-error.ts';
import { type Video, videoNotFound } from '../../videos/video.ts';
import type { VideoStore } from '../../videos/video-store.ts';
import type { VideoAccess } from './video-access.ts';

/** Finds a video for somebody who wants to change it, or to delete or replace what it shows. */
export interface RightsContext {
  readonly videos: Pick<VideoStore, 'find'>;
  readonly access: Pick<VideoAccess, 'rightsOf'>;
}

/**
 * Throws AppError VIDEO_NOT_FOUND where there is none, and NOT_ALLOWED where they may play it but not edit it, or edit it
 * but not do what is wanted.
 */
export async function requireRight(
  { videos, access }: RightsContext,
  principal: Principal,
  id: string,
  wanted: 'edit' | 'delete' = 'edit',
): Promise<Video> {
  const video = await videos.find(id);
  const right = video && (await access.rightsOf(principal, [video])).get(id);
  if (video && (right === wanted || right === 'delete')) return video;
  if (right === 'edit') {
    throw new AppError('NOT_ALLOWED', {
      message:
        'Courses of others show this video too: only who uploaded it, or an administrator, may delete or replace it.',
    });
  }
  if (right === 'play') throw new AppError('NOT_ALLOWED', { message: 'You may watch this video, but not change it.' });
  throw videoNotFound(id);
}
