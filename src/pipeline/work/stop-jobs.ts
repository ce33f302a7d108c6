import type { WorkContext } from './work-context.ts';

/** Every queue that may hold jobs of a video. */
export type QueueName = 'videoJobs' | 'longJobs' | 'cellJobs' | 'urgentJobs';

/** Removes a video's waiting jobs from every queue, ends the running ones and waits until they have ended. */
export async function stopJobs(context: Pick<WorkContext, QueueName>, videoId: string): Promise<void> {
  const { videoJobs, longJobs, cellJobs, urgentJobs } = context;
  await Promise.all([videoJobs, longJobs, cellJobs, urgentJobs].map((queue) => queue.stopGroup(videoId)));
}
