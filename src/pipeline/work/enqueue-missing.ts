import type { QueuedJob } from '../../ports/job-queue.ts';
import type { CellKey } from '../../videos/cell.ts';
import type { Revision } from '../../videos/revision.ts';
import { cellsOf } from '../encode/encode-input.ts';
import { listEncodeRuns } from '../schedule/list-runs.ts';
import { type CellJob, cellJob, finishJob, prepareJob, type VideoJob } from './job.ts';
import type { WorkContext } from './work-context.ts';

/** Jobs that a video still needs, by queue. */
export interface MissingJobs {
  readonly videoJobs: readonly QueuedJob<VideoJob>[];
  readonly cellJobs: readonly QueuedJob<CellJob>[];
}

/** What the tables say is missing of a video in work: its plan, or cells, or only the end. */
export function missingJobs(videoId: string, revision: Revision | undefined, filled: readonly CellKey[]): MissingJobs {
  if (!revision) return { videoJobs: [prepareJob(videoId)], cellJobs: [] };
  const full = new Set(filled.map(keyOf));
  const cellJobs = listEncodeRuns(revision.plan)
    .filter((encode) => cellsOf(encode).some((cell) => !full.has(keyOf(cell))))
    .map((encode) => cellJob(revision, encode));
  return cellJobs.length > 0 ? { videoJobs: [], cellJobs } : { videoJobs: [finishJob(revision)], cellJobs: [] };
}

/**
 * Puts the missing jobs of a video in work into the queues. Safe at any time: jobs that wait or run already stay as they
 * are, so the queues can be made anew from the tables.
 */
export async function enqueueMissing(
  context: Pick<WorkContext, 'videos' | 'revisions' | 'videoJobs' | 'cellJobs'>,
  videoId: string,
): Promise<void> {
  const video = await context.videos.find(videoId);
  if (video?.state !== 'processing') return;
  const revision = video.revisionId === undefined ? undefined : await context.revisions.find(video.revisionId);
  const filled = revision ? await context.revisions.cells(revision.id).listFilled() : [];
  const missing = missingJobs(videoId, revision, filled);
  if (missing.videoJobs.length > 0) await context.videoJobs.add(missing.videoJobs);
  // The first ones make the video playable: they do not wait until hundreds are written.
  for (const jobs of [missing.cellJobs.slice(0, FIRST_BATCH), missing.cellJobs.slice(FIRST_BATCH)]) {
    if (jobs.length > 0) await context.cellJobs.add(jobs);
  }
}

const FIRST_BATCH = 8;

function keyOf({ renditionId, segmentIndex }: CellKey): string {
  return `${renditionId}/${segmentIndex}`;
}
