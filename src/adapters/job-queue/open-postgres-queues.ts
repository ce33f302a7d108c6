import { createPostgresBackend, runMigrations, withBackend } from 'bullmq';
import type { Pool } from 'pg';

import type { Logger } from '../../kernel/logger.ts';
import { openPostgresEventBus } from '../event-bus/postgres-event-bus.ts';
import { type JobData, type QueueStorage, SHARED_LOCK_MS, type StopRequest } from './queue-storage.ts';
import { removeWaitingRows } from './remove-waiting.ts';

const { Queue, Worker } = withBackend(createPostgresBackend);

/**
 * Queues in a PostgreSQL database that other processes use too. Every worker keeps one connection of the pool to be
 * told of new jobs, and one is kept to hear that jobs are to stop.
 */
export async function openPostgresQueues(pool: Pool, logger: Logger): Promise<QueueStorage> {
  pool.setMaxListeners(100); // every queue and worker adds one of its own
  const client = await pool.connect();
  try {
    await runMigrations(client, 'bullmq');
  } finally {
    client.release();
  }
  const stops = await openPostgresEventBus<StopRequest>(pool, logger, 'lectern_stops');
  return {
    newQueue: (name) => new Queue<JobData>(name, { connection: pool }),
    newWorker: (name, process, options) => new Worker<JobData>(name, process, { connection: pool, ...options }),
    removeWaiting: async ({ name }, group) => await removeWaitingRows(pool, name, group),
    lockMs: SHARED_LOCK_MS,
    stops,
    close: async () => await stops.close(),
  };
}
