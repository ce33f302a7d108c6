import { AppError } from '../../kernel/app-error.ts';
import type { ErrorCode } from '../../kernel/error-codes.ts';
import type { JobVerdict, QueuedJob } from '../../ports/job-queue.ts';
import type { Video, VideoFailure } from '../../videos/video.ts';
import type { CellJob, VideoJob } from './job.ts';
import { stopJobs } from './stop-jobs.ts';
import type { WorkContext } from './work-context.ts';
import { hasWorkRoom, waitForRoom } from './work-room.ts';

/** A job that threw this often fails its video. */
const MAX_FAILURES = 3;
/** A job during which the process died this often, without one more cell filled, fails its video: it may be what kills. */
const MAX_INTERRUPTIONS = 10;
/** Where our own tables cannot be reached. */
const TROUBLE_DELAY_MS = 5_000;

/** By then this machine takes no jobs any more (main/worker/room-watch.ts). */
const NO_ROOM_DELAY_MS = 3_000;

/** Not the video's fault, and over some time: no attempt is counted. */
const OUTAGES: ReadonlySet<ErrorCode> = new Set([
  'S3_UNREACHABLE',
  'S3_FAILED',
  'DATABASE_UNREACHABLE',
  'REDIS_UNREACHABLE',
]);

/** How a piece of work ended: `postponed` is neither success nor failure, somebody else will ask for it again. */
export type WorkResult = 'done' | 'postponed' | { readonly againAfterMs: number };

/**
 * Runs one job of a video that is still in work: counts attempts in our tables, and turns an error into another attempt
 * or, at the end, into a failed video with its reason. Never throws.
 */
export async function runJob(
  context: WorkContext,
  job: QueuedJob<VideoJob | CellJob>,
  signal: AbortSignal,
  work: (video: Video) => Promise<WorkResult>,
): Promise<JobVerdict> {
  const { videos, attempts, logger } = context;
  const { videoId } = job.payload;
  try {
    const video = await videos.find(videoId);
    if (!video || !(await isCurrent(context, video, job.payload))) return 'done';
    if (!(await waitForRoom(context, job.id, signal))) return { againAfterMs: signal.aborted ? 0 : NO_ROOM_DELAY_MS };
    const { interruptions } = await attempts.begin(videoId, job.id);
    if (interruptions >= MAX_INTERRUPTIONS) {
      await failWork(context, video, job, interrupted(job, interruptions));
      return 'done';
    }
    const startedAt = performance.now();
    logger.debug({ job: job.id, videoId, kind: job.payload.kind }, 'a job begins');
    try {
      const result = await work(video);
      logger.debug({ job: job.id, videoId, ms: Math.round(performance.now() - startedAt) }, 'a job ended');
      if (result !== 'postponed') await attempts.forget(videoId, job.id);
      return result === 'postponed' ? 'done' : result;
    } catch (error) {
      if (signal.aborted) {
        await attempts.forget(videoId, job.id);
        return { againAfterMs: 0 };
      }
      return await afterFailure(context, job, video, error);
    }
  } catch (error) {
    const isStillWanted = await videos.find(videoId).then(
      (now) => now?.state === 'processing' || now?.state === 'ready',
      () => true,
    );
    if (!isStillWanted) return 'done'; // cancelled or deleted meanwhile
    logger.error({ err: error, job: job.id, videoId }, 'a job could not be looked after; it is run again');
    return { againAfterMs: TROUBLE_DELAY_MS };
  }
}

async function isCurrent({ reencodes }: WorkContext, video: Video, job: VideoJob | CellJob): Promise<boolean> {
  if (video.state === 'ready') {
    const reencode = await reencodes.find(video.id);
    return 'revisionId' in job && reencode?.revisionId === job.revisionId && reencode.failure === undefined;
  }
  if (video.state !== 'processing' || job.kind === 'reencode') return false;
  return 'revisionId' in job ? video.revisionId === job.revisionId : video.revisionId === undefined;
}

async function afterFailure(
  context: WorkContext,
  job: QueuedJob<VideoJob | CellJob>,
  video: Video,
  error: unknown,
): Promise<JobVerdict> {
  const { attempts, logger, settings } = context;
  if (error instanceof AppError && (await isOutage(context, error.code))) {
    logger.warn({ err: error, job: job.id, videoId: video.id }, 'a store is away or full; the job is run again');
    await attempts.forget(video.id, job.id);
    return { againAfterMs: TROUBLE_DELAY_MS };
  }
  const beside = video.state === 'ready' ? await context.reencodes.find(video.id) : undefined;
  const failure = describeFailure(error, beside?.file?.fileName ?? video.fileName);
  const { failures } = await attempts.fail(video.id, job.id);
  const isFinal = failures >= MAX_FAILURES || (error instanceof AppError && error.retry === 'never');
  logger[isFinal ? 'error' : 'warn'](
    { err: error, detail: failure.detail, job: job.id, videoId: video.id, failures },
    isFinal ? 'a job failed, and its video with it' : 'a job failed and is run again',
  );
  if (!isFinal) return { againAfterMs: settings.retryDelayMs * 4 ** (failures - 1) };
  await failWork(context, video, job, failure);
  return 'done';
}

/** A disk that is nearly full lets work wait: what did not fit meanwhile is tried again when there is room. */
async function isOutage(context: WorkContext, code: ErrorCode): Promise<boolean> {
  return OUTAGES.has(code) || (code === 'DISK_FULL' && !(await hasWorkRoom(context)));
}

/** Public sentence and private detail. Addresses of the source are replaced by the uploader's own name for the file. */
function describeFailure(error: unknown, fileName: string): VideoFailure {
  if (!(error instanceof AppError)) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { code: 'INTERNAL', message: 'Something went wrong inside Lectern.', detail };
  }
  const message = error.message.replaceAll(/(\/\S*\/source\.\w+|http:\/\/127\.\S+)/g, () => fileName);
  const detail = error.detail ?? (error.cause instanceof Error ? error.cause.stack : undefined);
  return { code: error.code, message, ...(detail !== undefined && { detail }) };
}

function interrupted(job: QueuedJob<VideoJob | CellJob>, interruptions: number): VideoFailure {
  return {
    code: 'WORK_INTERRUPTED',
    message: `The server stopped ${interruptions} times in the middle of the same step.`,
    detail: `job ${job.id}`,
  };
}

/**
 * Ends the work on a video with a reason; one that was only encoded anew stays as it is. Other jobs of it are stopped, but
 * not waited for: this one may be among them.
 */
async function failWork(
  context: WorkContext,
  { id: videoId, state }: Video,
  { payload }: QueuedJob<VideoJob | CellJob>,
  failure: VideoFailure,
): Promise<void> {
  const { videos, reencodes, events, logger } = context;
  if (state === 'ready') {
    const active = await reencodes.find(videoId);
    const isOwn = !('revisionId' in payload) || payload.revisionId === active?.revisionId;
    if (active && isOwn) await reencodes.abandon(videoId, active.revisionId, failure);
    events.publish({ type: 'video.changed', videoId });
  } else {
    await videos.transition(videoId, 'fail', { failure });
    events.publish({ type: 'video.failed', videoId });
  }
  stopJobs(context, videoId).catch((error: unknown) =>
    logger.error({ err: error, videoId }, 'jobs of a failed video could not be stopped'),
  );
}
