import { revisionPrefixes } from '../../videos/revision.ts';
import { type Video, videoNotFound } from '../../videos/video.ts';
import { enqueueMissing } from '../work/enqueue-missing.ts';
import { type QueueName, stopJobs } from '../work/stop-jobs.ts';
import type { WorkContext } from '../work/work-context.ts';

/** Where the work on a failed video is taken up: with what is missing, or with its source as if it had just arrived. */
export const RETRY_FROM = ['missing', 'beginning'] as const;

type RetryContext = Pick<WorkContext, 'videos' | 'revisions' | 'attempts' | 'objects' | QueueName | 'events'>;

/**
 * Takes up the work on a failed video. From `missing`, filled cells are kept; from the `beginning`, its plan and cells are
 * forgotten and the source is read again. Throws AppError VIDEO_NOT_FOUND or VIDEO_STATE_CONFLICT.
 */
export async function retryVideo(
  context: RetryContext,
  videoId: string,
  from: (typeof RETRY_FROM)[number] = 'missing',
): Promise<Video> {
  // Jobs of the failed attempt may still be ending.
  await stopJobs(context, videoId);
  const video =
    from === 'missing' ? await context.videos.transition(videoId, 'retry') : await restart(context, videoId);
  await context.attempts.forgetAll(videoId);
  context.events.publish({ type: 'video.changed', videoId });
  await enqueueMissing(context, videoId);
  return video;
}

/**
 * Forgets plan and cells first, then the files: what a crash in between leaves, the end of the video sweeps.
 * Upkeep may begin the next attempt meanwhile, so nothing but the old revision's own folder goes.
 */
async function restart({ videos, objects }: RetryContext, videoId: string): Promise<Video> {
  const before = await videos.find(videoId);
  if (!before) throw videoNotFound(videoId);
  const video = await videos.transition(videoId, 'restart');
  if (before.revisionId) await objects.deletePrefix(revisionPrefixes(videoId, before.revisionId).prefix);
  return video;
}
