import type { JobVerdict, QueuedJob } from '../../ports/job-queue.ts';
import type { CellJob } from '../work/job.ts';
import { fillCells } from '../work/fill-cells.ts';
import type { WorkContext } from '../work/work-context.ts';

/**
 * Runs an encode that a viewer waits for, on the whole machine. Never again by itself: a cell in somebody else's work is
 * told of when that is done, and what fails here is tried by the cell's own chunk, which counts attempts.
 */
export async function runWantedJob(
  context: WorkContext,
  job: QueuedJob<CellJob>,
  signal: AbortSignal,
): Promise<JobVerdict> {
  const { videoId } = job.payload;
  try {
    const video = await context.videos.find(videoId);
    if (video?.state !== 'processing' || video.revisionId !== job.payload.revisionId) return 'done';
    await fillCells(context, job.payload, signal);
  } catch (error) {
    if (!signal.aborted)
      context.logger.warn({ err: error, job: job.id, videoId }, 'a wanted cell could not be encoded');
  }
  return 'done';
}
