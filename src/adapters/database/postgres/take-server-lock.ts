import type { Pool, PoolClient } from 'pg';

import { AppError } from '../../../kernel/app-error.ts';
import type { Logger } from '../../../kernel/logger.ts';

/** Key of the advisory lock that every process holds as long as it runs: "LECS". */
const SERVER_LOCK = 0x4c45_4353;
/** PostgreSQL finds out within 25 s that the machine of a server is gone; one that was killed is gone at once. */
const WAIT_MS = 30_000;
const RETRY_MS = 1_000;
const NO_LOCK = '55P03'; // lock_not_available

/**
 * Makes this process the only one on the database, for one connection of the pool; or, `isShared`, one of those that keep
 * sources and streams in the same object store. Where they lie in the data folder of one machine, a second process would
 * take jobs of videos that it does not have.
 *
 * A lost connection is made anew. Answers how to give the lock back. Throws AppError DATA_IN_USE when others that
 * exclude it are still there after `waitMs`.
 */
export async function takeServerLock(
  pool: Pool,
  logger: Logger,
  { isShared = false, waitMs = WAIT_MS }: { readonly isShared?: boolean; readonly waitMs?: number } = {},
): Promise<() => Promise<void>> {
  let holder: PoolClient | undefined;
  let isGivenBack = false;
  const take = async (): Promise<void> => {
    const client = await pool.connect();
    client.on('error', (error) => {
      if (holder !== client) return;
      holder = undefined;
      client.release(true);
      logger.warn({ err: error }, 'lost the lock on the database; it is taken again');
      void takeAgain();
    });
    try {
      await client.query(`set lock_timeout = ${Math.max(1, waitMs)}`);
      await client.query(`select pg_advisory_lock${isShared ? '_shared' : ''}($1)`, [SERVER_LOCK]);
    } catch (cause) {
      client.release(true);
      throw cause;
    }
    if (isGivenBack) client.release(true);
    else holder = client;
  };
  const takeAgain = async (): Promise<void> => {
    while (!isGivenBack && !holder) {
      await take().catch(async (error: unknown) => {
        if (isTaken(error)) logger.error('another process that works alone is on this database: stop one of the two');
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref());
      });
    }
  };
  await take().catch((cause: unknown) => {
    if (!isTaken(cause)) throw cause;
    const message = isShared
      ? 'A Lectern that keeps its files on its own disk works on the database in DATABASE_URL.'
      : 'Another Lectern works on the database in DATABASE_URL.';
    throw new AppError('DATA_IN_USE', { message, cause });
  });
  return async () => {
    isGivenBack = true;
    await holder?.query('select pg_advisory_unlock_all()').catch(() => undefined); // lost: it is free
    holder?.release(true);
    holder = undefined;
  };
}

function isTaken(error: unknown): boolean {
  return (error as { code?: string }).code === NO_LOCK;
}
