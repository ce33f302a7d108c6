import { createPostgresBackend, runMigrations, withBackend } from 'bullmq';

import type { PGlite } from '@electric-sql/pglite';

import { PGlitePool } from './pglite-pool.ts';
import type { JobData, QueueStorage } from './queue-storage.ts';
import { removeWaitingRows } from './remove-waiting.ts';

const { Queue, Worker } = withBackend(createPostgresBackend);

/** Nobody waits for it (see below), and a busy process must not lose its jobs to itself. */
const LOCK_MS = 30_000;

/**
 * Queues in the embedded database. Only for the process that is alone with it, before any worker: jobs that a killed
 * process left active wait again at once, ahead of all others, instead of after the lock's time.
 */
export async function openEmbeddedQueues(pglite: PGlite): Promise<QueueStorage> {
  const connection = new PGlitePool(pglite);
  const client = await connection.connect();
  await runMigrations(client, 'bullmq');
  client.release();
  await connection.query(`update bullmq.job set state = 'waiting', lock_token = null, locked_until_ms = null,
    stalled_marked = false, stalled_count = stalled_count + 1 where state = 'active'`);
  return {
    newQueue: (name) => new Queue<JobData>(name, { connection }),
    newWorker: (name, process, options) => new Worker<JobData>(name, process, { connection, ...options }),
    removeWaiting: async ({ name }, group) => await removeWaitingRows(connection, name, group),
    lockMs: LOCK_MS,
    close: async () => await connection.end(),
  };
}
