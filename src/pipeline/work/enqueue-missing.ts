import type { QueuedJob } from '../../ports/job-queue.ts';
import type { CellKey } from '../../videos/cell.ts';
import type { Revision } from '../../videos/revision.ts';
import { cellsOf } from '../encode/encode-input.ts';
import { type EncodeRun, isOpening, listEncodeRuns, openingRuns } from '../schedule/list-runs.ts';
import { announcePlayable } from './announce-playable.ts';
import { type CellJob, cellJob, finishJob, prepareJob, type VideoJob } from './job.ts';
import type { QueueName } from './stop-jobs.ts';
import type { WorkContext } from './work-context.ts';

/** Jobs that a video still needs, by queue. */
export interface MissingJobs {
  readonly videoJobs?: readonly QueuedJob<VideoJob>[];
  readonly longJobs?: readonly QueuedJob<VideoJob>[];
  readonly urgentJobs?: readonly QueuedJob<CellJob>[];
  readonly cellJobs?: readonly QueuedJob<CellJob>[];
}

/**
 * What the tables say is missing of a video in work: its plan, or cells, or only the end. `isAlone`: no other video is in
 * work (schedule/list-runs.ts).
 */
export function missingJobs(
  videoId: string,
  revision: Revision | undefined,
  filled: readonly CellKey[],
  { isAlone = true, isReencode = false }: { isAlone?: boolean; isReencode?: boolean } = {},
): MissingJobs {
  if (!revision) return { videoJobs: [prepareJob(videoId)] };
  const isFilled = filledRuns(filled);
  const missing = listEncodeRuns(revision.plan, { isAlone }).filter((run) => !isFilled(run));
  if (missing.length === 0) return { longJobs: [finishJob(revision)] };
  const jobsOf = (runs: readonly EncodeRun[]) => runs.map((run) => cellJob(revision, run, { isReencode }));
  const isFirst = (run: EncodeRun): boolean => isOpening(revision.plan, run);
  return { urgentJobs: jobsOf(missing.filter(isFirst)), cellJobs: jobsOf(missing.filter((run) => !isFirst(run))) };
}

/** Tells whether all cells of a run are among the filled ones. */
export function filledRuns(filled: readonly CellKey[]): (run: EncodeRun) => boolean {
  const full = new Set(filled.map(keyOf));
  return (run) => cellsOf(run).every((cell) => full.has(keyOf(cell)));
}

/**
 * Puts the missing jobs of a video in work into the queues: while nothing of its opening is filled, only that. Safe at any
 * time: jobs that wait or run already stay as they are, so the queues can be made anew from the tables.
 */
export async function enqueueMissing(
  context: Pick<WorkContext, 'videos' | 'revisions' | 'events' | QueueName>,
  videoId: string,
): Promise<void> {
  const video = await context.videos.find(videoId);
  if (video?.state !== 'processing') return;
  const revision = video.revisionId === undefined ? undefined : await context.revisions.find(video.revisionId);
  // A process that died after the first cell and before it said so.
  if (revision && !video.isPlayable) await announcePlayable(context, revision);
  const filled = revision ? await context.revisions.cells(revision.id).listFilled() : [];
  const inWork = await context.videos.list({ state: 'processing', limit: 2 });
  const missing = missingJobs(videoId, revision, filled, { isAlone: inWork.videos.length === 1 });
  if (missing.videoJobs) await context.videoJobs.add(missing.videoJobs);
  if (missing.longJobs) await context.longJobs.add(missing.longJobs);
  // What makes the video playable does not wait until hundreds are written, nor for a chunk of another video to end.
  if (missing.urgentJobs?.length) await context.urgentJobs.add(missing.urgentJobs);
  // Writing hundreds of others would hold the tables up meanwhile: the opening asks for them when it is filled.
  const openings = revision ? openingRuns(revision.plan).length : 0;
  if (openings > 0 && missing.urgentJobs?.length === openings) return;
  for (const jobs of batchesOf(missing.cellJobs ?? [])) await context.cellJobs.add(jobs);
}

/** Adding keeps the database from others: never for long. */
const BATCH = 64;

function batchesOf<T>(items: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / BATCH) }, (_, i) => items.slice(i * BATCH, (i + 1) * BATCH));
}

function keyOf({ renditionId, segmentIndex }: CellKey): string {
  return `${renditionId}/${segmentIndex}`;
}
