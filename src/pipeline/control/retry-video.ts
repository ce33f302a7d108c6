import type { Video } from '../../videos/video.ts';
import { enqueueMissing } from '../work/enqueue-missing.ts';
import { type QueueName, stopJobs } from '../work/stop-jobs.ts';
import type { WorkContext } from '../work/work-context.ts';

/** Takes up the work on a failed video where it ended. Throws AppError VIDEO_NOT_FOUND or VIDEO_STATE_CONFLICT. */
export async function retryVideo(
  context: Pick<WorkContext, 'videos' | 'revisions' | 'attempts' | QueueName | 'events'>,
  videoId: string,
): Promise<Video> {
  // Jobs of the failed attempt may still be ending.
  await stopJobs(context, videoId);
  const video = await context.videos.transition(videoId, 'retry');
  await context.attempts.forgetAll(videoId);
  context.events.publish({ type: 'video.changed', videoId });
  await enqueueMissing(context, videoId);
  return video;
}
