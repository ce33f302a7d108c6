import pg from 'pg';

import { openPostgresQueues } from '../../../src/adapters/job-queue/open-postgres-queues.ts';
import { openRedisQueues } from '../../../src/adapters/job-queue/open-redis-queues.ts';
import type { QueueStorage } from '../../../src/adapters/job-queue/queue-storage.ts';
import { silentLogger } from '../../../src/kernel/logger.ts';

/** Queues in the PostgreSQL or Redis at `url`, with connections of their own, as each process has. */
export async function openSharedQueues(url: string): Promise<QueueStorage> {
  const logger = silentLogger();
  if (url.startsWith('redis:')) return await openRedisQueues(url, logger);
  const pool = new pg.Pool({ connectionString: url, max: 12, options: '-c search_path=public,bullmq' });
  pool.on('error', () => undefined);
  const storage = await openPostgresQueues(pool, logger);
  return {
    ...storage,
    async close() {
      await storage.close();
      await pool.end();
    },
  };
}
