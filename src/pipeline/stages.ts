import type { QueuedJob, JobVerdict } from '../ports/job-queue.ts';
import { runWantedJob } from './urgent/run-wanted-job.ts';
import { fillCells } from './work/fill-cells.ts';
import { finishVideo } from './work/finish-video.ts';
import type { CellJob, VideoJob } from './work/job.ts';
import { prepareVideo } from './work/prepare-video.ts';
import { planReencode } from './reencode/plan-reencode.ts';
import { runJob } from './work/run-job.ts';
import type { WorkContext } from './work/work-context.ts';

/*
 * A video's life on one screen. Truth is in the tables; a job carries ids and can run twice; whatever is missing after
 * a crash is enqueued anew (work/enqueue-missing.ts, upkeep/reconcile.ts).
 *
 *   upload/begin-upload      a row in state `uploading`; tus receives the parts
 *   upload/finish-upload     the file is renamed to originals/<id>/source.bin; state `processing`
 *        |
 *   work/prepare-video       read-facts -> conform -> make-plan -> publish (complete playlists, every cell empty);
 *        |                   what must be conformed first goes to the queue of long jobs, before no other video's start
 *        |                   one job per run of FFmpeg, by schedule/job-priority:
 *   work/fill-cells          encode: lease -> FFmpeg -> verify -> store -> mark filled, cell by cell; `playable` on the way
 *   urgent/                  before all that: the first cell and sound of a new video; and when a viewer asks for an empty
 *        |                   cell, that rendition from there; next, on all cores
 *        |                   when the last cell is filled:
 *   work/finish-video        verify everything -> images -> publish (measured playlists) -> prove; state `ready`
 *
 *   control/                 cancel, retry (filled cells are kept), delete (nothing is left)
 *   reencode/                a ready video with today's settings, beside what plays; fill-cells and finish-video as above
 */

/** Runs a job on a video as a whole. */
export async function runVideoJob(
  context: WorkContext,
  job: QueuedJob<VideoJob>,
  signal: AbortSignal,
): Promise<JobVerdict> {
  return await runJob(context, job, signal, async (video) => {
    const { payload } = job;
    if (payload.kind === 'finish') return await finishVideo(context, video, payload.revisionId, signal);
    if (payload.kind === 'reencode') {
      await planReencode(context, video, payload.revisionId, signal);
      return 'done';
    }
    await prepareVideo(context, video, signal, { mayConform: payload.kind === 'conform' });
    return 'done';
  });
}

/** Runs a job on cells that somebody waits for, or that make a video playable. */
export async function runUrgentJob(
  context: WorkContext,
  job: QueuedJob<CellJob>,
  signal: AbortSignal,
): Promise<JobVerdict> {
  return job.payload.isWanted ? await runWantedJob(context, job, signal) : await runCellJob(context, job, signal);
}

/** Runs a job on some cells. */
export async function runCellJob(
  context: WorkContext,
  job: QueuedJob<CellJob>,
  signal: AbortSignal,
): Promise<JobVerdict> {
  return await runJob(context, job, signal, async () => {
    // One more cell is progress: what happened before is no longer held against the job.
    const forget = (): void => {
      context.attempts.forget(job.payload.videoId, job.id).catch((error: unknown) => {
        context.logger.warn({ err: error, job: job.id }, 'could not forget earlier attempts');
      });
    };
    return await fillCells(context, job.payload, signal, forget);
  });
}
