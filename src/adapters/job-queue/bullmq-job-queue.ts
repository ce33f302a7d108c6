import { DelayedError, type Job } from 'bullmq';

import type { Logger } from '../../kernel/logger.ts';
import type { JobHandler, JobQueue, QueuedJob, StopReason } from '../../ports/job-queue.ts';
import { additionOf, type JobData, type QueueStorage, runOf, type StoredWorker } from './queue-storage.ts';

/** Attempts are counted in our own tables: a job never fails in the queue's eyes. */
const NO_LIMIT = 1_000_000;

/** How often other processes are asked again to end their jobs. */
const ASK_AGAIN_MS = 200;

/** Clocks of machines that are kept right differ by less. */
const CLOCKS_DIFFER_MS = 30_000;

const SAME_ERROR_MS = 10_000;

/** A store that is away must not keep the process from ending. */
const CLOSE_MS = 2_000;

interface Running {
  /** From `runOf`. */
  readonly run: string;
  readonly group: string;
  readonly abort: AbortController;
  readonly ended: Promise<unknown>;
}

/** One named queue. */
export function createBullmqJobQueue<Payload>(options: {
  name: string;
  storage: QueueStorage;
  logger: Logger;
}): JobQueue<Payload> {
  const { name, storage, logger } = options;
  const { lockMs, stops } = storage;
  const queue = storage.newQueue(name);
  const running = new Map<string, Running>();
  /** Groups whose waiting jobs are being removed: one that begins meanwhile ends at once. */
  const stopping = new Set<string>();
  let worker: StoredWorker | undefined;
  let told = { message: '', atMs: 0 };
  // Every client of a store that is away says so several times a second.
  const logError = (error: Error): void => {
    const atMs = performance.now();
    if (error.message === told.message && atMs - told.atMs < SAME_ERROR_MS) return;
    told = { message: error.message, atMs };
    logger.error({ err: error, queue: name }, 'the job queue had an error');
  };
  queue.on('error', logError);
  const stopListening = stops?.subscribe((request) => {
    if (request.queue !== name) return;
    for (const each of running.values()) {
      if (request.runs.includes(each.run)) each.abort.abort('stopped' satisfies StopReason);
    }
  });
  const activeOf = async (group: string): Promise<Job<JobData>[]> =>
    (await queue.getJobs(['active'])).filter((job) => job?.data.group === group) as Job<JobData>[];
  /**
   * Until no process runs one of those; those of a dead one wait again once its lock has ended, and go then. Others of the
   * group, which were added since, stay: somebody wants them again.
   */
  const stopElsewhere = async (group: string, begun: readonly Job<JobData>[]): Promise<void> => {
    const old = new Set(begun.map(additionOf));
    while (old.size > 0) {
      const active = (await activeOf(group)).filter((job) => old.has(additionOf(job)));
      if (active.length === 0) break;
      stops?.publish({ queue: name, runs: active.map(runOf) });
      await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
    }
    for (const { id } of begun) {
      const left = await queue.getJob(id ?? '');
      if (left && old.has(additionOf(left))) await left.remove().catch(ignoreGone);
    }
  };

  let pausing: Promise<void> | undefined;
  const stopWork = async (): Promise<void> => {
    pausing ??= worker?.pause(true);
    for (const { abort } of running.values()) abort.abort('shutdown' satisfies StopReason);
    await Promise.allSettled([...running.values()].map(({ ended }) => ended));
  };

  return {
    async add(jobs) {
      await queue.addBulk(
        jobs.map(({ id, group, priority, payload }) => ({
          name,
          data: { group, payload },
          opts: { jobId: id, priority, removeOnComplete: true, removeOnFail: true },
        })),
      );
    },
    async setPriority(id, priority) {
      const job = await queue.getJob(id);
      // BullMQ puts a changed job behind its equals: one that has the priority already must not lose its turn.
      if (job && job.priority !== priority) await job.changePriority({ priority }).catch(ignoreGone);
    },
    async stopGroup(group) {
      const here = [...running.values()].filter((each) => each.group === group);
      for (const { abort } of here) abort.abort('stopped' satisfies StopReason);
      stopping.add(group);
      let begun: Job<JobData>[] = [];
      try {
        await storage.removeWaiting(queue, group);
        if (stops) begun = await activeOf(group);
      } finally {
        stopping.delete(group);
      }
      await Promise.allSettled(here.map(({ ended }) => ended));
      await stopElsewhere(group, begun);
    },
    async isIdle() {
      const counts = await queue.getJobCounts('waiting', 'prioritized', 'delayed', 'active');
      return Object.values(counts).every((count) => count === 0);
    },
    work(handler, concurrency) {
      worker = storage.newWorker(
        name,
        async (job, token) => {
          // Already on its way when the work was stopped.
          if (pausing) await putOff(job, token, 0);
          if (!stopping.has(job.data.group)) await runJob(job, token, handler, running);
        },
        { concurrency, lockDuration: lockMs, stalledInterval: lockMs / 2, maxStalledCount: NO_LIMIT },
      );
      worker.on('error', logError);
    },
    async hastenPutOff() {
      const putOff = await queue.getJobs(['delayed']);
      // It ran in what is the future by now, so it would wait until long after that.
      const isAhead = (job: Job<JobData> | undefined): boolean =>
        (job?.processedOn ?? 0) > Date.now() + CLOCKS_DIFFER_MS;
      const ahead = putOff.filter(isAhead);
      for (const job of ahead) await job?.promote().catch(ignoreGone);
      return ahead.length;
    },
    async setPaused(isPaused) {
      if (pausing) return;
      await (isPaused ? worker?.pause(true) : worker?.resume());
    },
    stopWork,
    async close() {
      await stopWork();
      stopListening?.();
      const closing = (async () => {
        await pausing;
        await worker?.close();
        await queue.close();
      })().catch(logError);
      if (await isSettledWithin(CLOSE_MS, closing)) return;
      logger.warn({ queue: name }, 'the job queue does not answer; its jobs wait until another worker takes them');
      storage.cut?.();
      await isSettledWithin(CLOSE_MS, Promise.allSettled([worker?.close(true), queue.close()]));
    },
  };
}

async function runJob<Payload>(
  job: Job<JobData>,
  token: string | undefined,
  handler: JobHandler<Payload>,
  running: Map<string, Running>,
): Promise<void> {
  const abort = new AbortController();
  const { group, payload } = job.data;
  const id = job.id ?? '';
  const queued: QueuedJob<Payload> = { id, group, priority: job.priority, payload: payload as Payload };
  const ended = handler(queued, abort.signal);
  running.set(id, { run: runOf(job), group, abort, ended });
  try {
    const verdict = await ended;
    if (verdict === 'done' || abort.signal.reason === 'stopped') return;
    await putOff(job, token, verdict.againAfterMs);
  } finally {
    running.delete(id);
  }
}

/** BullMQ's way to hand a job back: throws. */
async function putOff(job: Job<JobData>, token: string | undefined, afterMs: number): Promise<never> {
  await job.moveToDelayed(Date.now() + afterMs, token);
  throw new DelayedError();
}

async function isSettledWithin(ms: number, promise: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), ms)));
  const isSettled = await Promise.race([promise.then(() => true), late]);
  clearTimeout(timer);
  return isSettled;
}

/** Between reading a job and changing it, it may have begun or ended. */
function ignoreGone(): void {
  // nothing to do: whoever runs it looks at the tables
}
