import type { Video } from '../../videos/video.ts';
import { type QueueName, stopJobs } from '../work/stop-jobs.ts';
import type { WorkContext } from '../work/work-context.ts';

/** Stops the work on a video; filled cells are kept for a retry. Throws AppError VIDEO_NOT_FOUND or VIDEO_STATE_CONFLICT. */
export async function cancelVideo(
  context: Pick<WorkContext, 'videos' | QueueName | 'events'>,
  videoId: string,
): Promise<Video> {
  const failure = { code: 'CANCELLED', message: 'The work on this video was cancelled.' } as const;
  const video = await context.videos.transition(videoId, 'cancel', { failure });
  context.events.publish({ type: 'video.failed', videoId });
  await stopJobs(context, videoId);
  return video;
}
