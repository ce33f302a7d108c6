import type { QueryResultRow } from 'pg';

import type { StoredQueue } from './queue-storage.ts';

/** How many removals are on the way to Redis at once. */
const AT_ONCE = 200;

/**
 * Removes the waiting and delayed jobs of a group from a queue in SQL, in one statement.
 *
 * Beside BullMQ: its functions take a job by a row lock and change its state, so one that a worker takes at this moment
 * is seen as active here and stays. What needs more than its row to go (parents, schedulers, deduplication) is left
 * alone; nothing here adds such jobs. Rows are locked in one order: two that stop the same group do not block each other.
 */
export async function removeWaitingRows(
  database: { query(text: string, parameters: unknown[]): Promise<{ rows: QueryResultRow[] }> },
  queue: string,
  group: string,
): Promise<void> {
  await database.query(
    `delete from bullmq.job where queue = $1 and id in (
       select id from bullmq.job
        where queue = $1 and state in ('waiting', 'delayed') and data->>'group' = $2
          and parent_id is null and scheduler_id is null and dedup_id is null and pending_deps = 0
        order by id for update)`,
    [queue, group],
  );
}

/** The same in Redis, where BullMQ removes one job after another: many of them on the way at once. */
export async function removeWaitingJobs(queue: StoredQueue, group: string): Promise<void> {
  const waiting = (await queue.getJobs(['waiting', 'prioritized', 'delayed'])).filter(
    (job) => job?.data.group === group,
  );
  const remove = async (): Promise<void> => {
    for (let job = waiting.pop(); job; job = waiting.pop()) await job.remove().catch(ignoreGone);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, remove));
}

function ignoreGone(): void {
  // Since it was read it has begun or ended.
}
