import { createPostgresBackend, DelayedError, type Job, Queue, runMigrations, Worker } from 'bullmq';

import type { PGlite } from '@electric-sql/pglite';

import type { Logger } from '../../kernel/logger.ts';
import type { JobHandler, JobQueue, QueuedJob, StopReason } from '../../ports/job-queue.ts';
import { PGlitePool } from './pglite-pool.ts';

/** Attempts are counted in our own tables: a job never fails in the queue's eyes. */
const NO_LIMIT = 1_000_000;

/** A worker that has not renewed its lock for this long is dead. Within one process nobody waits for it: see below. */
const LOCK_MS = 30_000;

interface Data {
  readonly group: string;
  readonly payload: unknown;
}

interface Running {
  readonly group: string;
  readonly abort: AbortController;
  readonly ended: Promise<unknown>;
}

/**
 * Prepares BullMQ's tables. Only for the process that is alone with this database, before any worker: jobs that a killed
 * process left active wait again at once, ahead of all others, instead of after the lock's time.
 */
export async function prepareEmbeddedQueues(pglite: PGlite): Promise<PGlitePool> {
  const pool = new PGlitePool(pglite);
  const client = await pool.connect();
  await runMigrations(client, 'bullmq');
  client.release();
  await pool.query(`update bullmq.job set state = 'waiting', lock_token = null, locked_until_ms = null,
    stalled_marked = false, stalled_count = stalled_count + 1 where state = 'active'`);
  return pool;
}

/** One named queue. */
export function createBullmqJobQueue<Payload>(options: {
  name: string;
  connection: PGlitePool;
  logger: Logger;
}): JobQueue<Payload> {
  const { name, connection, logger } = options;
  const queue = new Queue(name, { connection }, createPostgresBackend);
  const running = new Map<string, Running>();
  /** Groups whose waiting jobs are being removed: one that begins meanwhile ends at once. */
  const stopping = new Set<string>();
  let worker: { pause(force: boolean): Promise<void>; close(): Promise<void> } | undefined;
  const logError = (error: Error): void => logger.error({ err: error, queue: name }, 'the job queue had an error');
  queue.on('error', logError);

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
      stopping.add(group);
      try {
        const here = [...running.values()].filter((each) => each.group === group);
        for (const { abort } of here) abort.abort('stopped' satisfies StopReason);
        const waiting = (await queue.getJobs(['waiting', 'prioritized', 'delayed'])) as Job<Data>[];
        for (const job of waiting) {
          if (job.data.group === group) await job.remove().catch(ignoreGone);
        }
        await Promise.allSettled(here.map(({ ended }) => ended));
      } finally {
        stopping.delete(group);
      }
    },
    async isIdle() {
      const counts = await queue.getJobCounts('waiting', 'prioritized', 'delayed', 'active');
      return Object.values(counts).every((count) => count === 0);
    },
    work(handler, concurrency) {
      const bullmqWorker = new Worker(
        name,
        async (job: Job<Data>, token) => {
          if (!stopping.has(job.data.group)) await runJob(job, token, handler, running);
        },
        { connection, concurrency, lockDuration: LOCK_MS, stalledInterval: LOCK_MS / 2, maxStalledCount: NO_LIMIT },
        createPostgresBackend,
      );
      bullmqWorker.on('error', logError);
      worker = bullmqWorker;
    },
    async close() {
      const pausing = worker?.pause(true);
      for (const { abort } of running.values()) abort.abort('shutdown' satisfies StopReason);
      await Promise.allSettled([...running.values()].map(({ ended }) => ended));
      await pausing;
      await worker?.close();
      await queue.close();
    },
  };
}

async function runJob<Payload>(
  job: Job<Data>,
  token: string | undefined,
  handler: JobHandler<Payload>,
  running: Map<string, Running>,
): Promise<void> {
  const abort = new AbortController();
  const { group, payload } = job.data;
  const id = job.id ?? '';
  const queued: QueuedJob<Payload> = { id, group, priority: job.priority, payload: payload as Payload };
  const ended = handler(queued, abort.signal);
  running.set(id, { group, abort, ended });
  try {
    const verdict = await ended;
    if (verdict === 'done' || abort.signal.reason === 'stopped') return;
    await job.moveToDelayed(Date.now() + verdict.againAfterMs, token);
  } finally {
    running.delete(id);
  }
  throw new DelayedError();
}

/** Between reading a job and changing it, it may have begun or ended. */
function ignoreGone(): void {
  // nothing to do: whoever runs it looks at the tables
}
