import { publicPrefix, videoPrefix } from '../../videos/revision.ts';
import { videoNotFound } from '../../videos/video.ts';
import { type QueueName, stopJobs } from '../work/stop-jobs.ts';
import { videoWorkFolder, type WorkContext } from '../work/work-context.ts';

/** What deleting needs. */
export type DeleteContext = Pick<
  WorkContext,
  'videos' | 'objects' | 'sources' | 'files' | QueueName | 'events' | 'settings'
>;

/**
 * Deletes a video in any state: row, plan, cells, source, images, work. Nothing is left; a crash on the way is made good
 * at the next start. Throws AppError VIDEO_NOT_FOUND.
 */
export async function deleteVideo(context: DeleteContext, videoId: string): Promise<void> {
  const ids = await context.videos.delete(videoId);
  if (ids.length === 0) throw videoNotFound(videoId);
  context.events.publish({ type: 'video.deleted', videoId });
  for (const id of ids) await removeFiles(context, id);
}

/** Removes whatever a video without a row has left, or an upload that brought another file for it. */
export async function removeFiles(context: DeleteContext, videoId: string): Promise<void> {
  const { objects, sources, files, settings, videos } = context;
  // First its jobs, so that nobody writes behind us.
  await stopJobs(context, videoId);
  await objects.deletePrefix(publicPrefix(videoId)); // first what strangers may read
  await objects.deletePrefix(videoPrefix(videoId));
  await sources.remove(videoId);
  await files.remove(videoWorkFolder(settings, videoId));
  await videos.finishDeletion(videoId);
}
