import { setTimeout as sleep } from 'node:timers/promises';

import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import type pg from 'pg';

import type { Logger } from '../../../kernel/logger.ts';
import { CASING } from '../database.ts';
import * as schema from '../schema/index.ts';

/** Key of the advisory lock under which tables are changed: "LECT". */
const MIGRATION_LOCK = 0x4c45_4354;
/**
 * A change waits no longer for a table that somebody reads: whoever asks for the table after it stands behind it (PostgreSQL
 * queues locks in their order), and that is everybody who watches.
 */
const LOCK_TIMEOUT_MS = 1_000;
/** Between two tries everybody else has the tables. */
const TRY_AGAIN_MS = 2_000;
/** PostgreSQL's lock_not_available. */
const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Applies the changes of a folder, all or none; processes that start at the same moment wait for the one that does it. While
 * another program holds a table (`pg_dump` does, to its end), it tries again and again, says so, and lets everybody else in
 * between.
 */
export async function changeTables(client: pg.PoolClient, migrationsFolder: string, logger: Logger): Promise<void> {
  const db = drizzle(client, { schema, casing: CASING });
  await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
  await client.query(`set lock_timeout = ${LOCK_TIMEOUT_MS}`);
  for (;;) {
    try {
      await migrate(db, { migrationsFolder });
      break;
    } catch (error) {
      if (codeOf(error) !== LOCK_NOT_AVAILABLE) throw error;
      logger.warn('the tables wait to be changed: another program holds one of them, a backup perhaps');
      await sleep(TRY_AGAIN_MS);
    }
  }
  await client.query('reset lock_timeout');
  await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]);
}

/** Drizzle wraps what the driver throws. */
function codeOf(error: unknown): unknown {
  if (!(error instanceof Error)) return undefined;
  return 'code' in error ? error.code : codeOf(error.cause);
}
