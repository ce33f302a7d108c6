import type { PGlite } from '@electric-sql/pglite';
import { beforeAll, describe, expect, it } from 'vitest';

import type { Database } from '../../src/adapters/database/database.ts';
import { deletions } from '../../src/adapters/database/schema/index.ts';
import { createBullmqJobQueue } from '../../src/adapters/job-queue/bullmq-job-queue.ts';
import { openEmbeddedQueues } from '../../src/adapters/job-queue/open-embedded-queues.ts';
import { PGlitePool } from '../../src/adapters/job-queue/pglite-pool.ts';
import type { QueueStorage } from '../../src/adapters/job-queue/queue-storage.ts';
import { newId } from '../../src/kernel/ids.ts';
import { silentLogger } from '../../src/kernel/logger.ts';
import { openTestDatabase } from '../support/embedded-database.ts';
import { describeJobQueue } from './job-queue.contract.ts';

const logger = silentLogger();
let db: Database;
let pglite: PGlite;
let storage: QueueStorage;
beforeAll(async () => {
  ({ db, pglite } = await openTestDatabase());
  storage = await openEmbeddedQueues(pglite);
});

describeJobQueue('BullMQ over PGlite', async () => {
  const name = newId();
  const open = () => createBullmqJobQueue<string>({ name, storage, logger });
  return { queue: open(), reopen: () => Promise.resolve(open()) };
});

describe('jobs of a killed process, embedded', () => {
  it('wait again after the next start, without waiting for their lock to expire', async () => {
    const name = newId();
    const killed = createBullmqJobQueue<string>({ name, storage, logger });
    await killed.add([{ id: 'a', group: 'g', priority: 7, payload: 'p' }]);
    let began: () => void = () => undefined;
    const running = new Promise<void>((resolve) => (began = resolve));
    killed.work(async (_job, signal) => {
      began();
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return 'done';
    }, 1);
    await running;

    // The start of the next process, while the first one's lock is still valid.
    const restarted = await openEmbeddedQueues(pglite);
    const next = createBullmqJobQueue<string>({ name, storage: restarted, logger });
    const again = new Promise<string>((resolve) =>
      next.work((job) => {
        resolve(job.id);
        return Promise.resolve('done' as const);
      }, 1),
    );
    expect(await again).toBe('a');
    await Promise.all([next.close(), killed.close()]);
  });
});

describe('a transaction of the embedded queue', () => {
  it('keeps the statements of others out, so that rolling back takes only its own', async () => {
    const client = await new PGlitePool(pglite).connect();
    await client.query('-- as BullMQ writes it\nBEGIN');
    await client.query(`insert into deletions (video_id) values ('of the queue')`);
    const other = db.insert(deletions).values({ videoId: 'of somebody else' });
    const written = other.then(() => 'written');
    await client.query('ROLLBACK');
    expect(await written).toBe('written');
    client.release();
    expect((await db.select().from(deletions)).map(({ videoId }) => videoId)).toEqual(['of somebody else']);
  });
});
