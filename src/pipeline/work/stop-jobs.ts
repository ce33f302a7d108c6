import type { WorkContext } from './work-context.ts';

/** Removes a video's waiting jobs from every queue, ends the running ones and waits until they have ended. */
export async function stopJobs(
  context: Pick<WorkContext, 'videoJobs' | 'cellJobs' | 'urgentJobs'>,
  videoId: string,
): Promise<void> {
  const { videoJobs, cellJobs, urgentJobs } = context;
  await Promise.all([videoJobs, cellJobs, urgentJobs].map((queue) => queue.stopGroup(videoId)));
}
