import { createRedisBackend, withBackend } from 'bullmq';
import type { Redis } from 'ioredis';

import type { Logger } from '../../kernel/logger.ts';
import { openRedisEventBus } from '../event-bus/redis-event-bus.ts';
import { connectRedis } from '../redis/connect-redis.ts';
import { type JobData, type QueueStorage, SHARED_LOCK_MS, type StopRequest } from './queue-storage.ts';
import { removeWaitingJobs } from './remove-waiting.ts';

const { Queue, Worker } = withBackend(createRedisBackend);

/** Before every key, in the database that the URL names. */
const PREFIX = 'lectern';
/** Adding a job rides over a restart of Redis (5 s) and fails then: upkeep adds it later. A worker waits for ever. */
const TRIES = 10;

/** Queues in Redis, for every process that uses the same server and database number. Throws AppError REDIS_UNREACHABLE. */
export async function openRedisQueues(url: string, logger: Logger): Promise<QueueStorage> {
  const ofQueues = await connectRedis(url, logger, { maxRetriesPerRequest: TRIES });
  const ofWorkers = await connectRedis(url, logger, { maxRetriesPerRequest: null });
  const copies: Redis[] = [];
  const duplicate = ofWorkers.duplicate.bind(ofWorkers);
  ofWorkers.duplicate = (options) => {
    const copy = duplicate(options);
    copies.push(copy);
    return copy;
  };
  const stops = await openRedisEventBus<StopRequest>(url, logger, 'stops');
  return {
    newQueue: (name) => new Queue<JobData>(name, { connection: ofQueues, prefix: PREFIX }),
    // Each worker has copies of this connection: one of them is blocked while it waits for a job.
    newWorker: (name, process, options) =>
      new Worker<JobData>(name, process, { connection: ofWorkers, prefix: PREFIX, ...options }),
    removeWaiting: removeWaitingJobs,
    lockMs: SHARED_LOCK_MS,
    stops,
    hasLostJobs: async () => (await ofQueues.set(`${PREFIX}:known`, '1', 'NX')) === 'OK',
    check: async () => await ofQueues.ping(),
    cut() {
      for (const each of [ofQueues, ofWorkers, ...copies]) each.disconnect();
    },
    async close() {
      await stops.close();
      ofQueues.disconnect();
      ofWorkers.disconnect();
    },
  };
}
