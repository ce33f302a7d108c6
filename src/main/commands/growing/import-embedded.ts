import path from 'node:path';

import { sql } from 'drizzle-orm';

import { type Database, rowsOf } from '../../../adapters/database/database.ts';
import { openEmbeddedDatabase } from '../../../adapters/database/embedded/open-embedded.ts';
import { openPostgresDatabase } from '../../../adapters/database/postgres/open-postgres.ts';
import { takeServerLock } from '../../../adapters/database/postgres/take-server-lock.ts';
import { listTables } from '../../../adapters/database/transfer/dump-tables.ts';
import { loadTables } from '../../../adapters/database/transfer/load-tables.ts';
import { readSpooled, spoolTables } from '../../../adapters/database/transfer/spool-tables.ts';
import { readConfig } from '../../../config/read-config.ts';
import { AppError } from '../../../kernel/app-error.ts';
import { createLogger } from '../../../kernel/logger.ts';

/** Rows that a server makes by its start alone. */
const MADE_AT_START = new Set(['workers', 'secrets']);
const LOCK_WAIT_MS = 2_000;

/**
 * Copies every table of the embedded database to the PostgreSQL that DATABASE_URL names, in one transaction; the embedded
 * one is left as it is. Jobs are not copied: they are made anew from the tables. Returns the exit code.
 *
 * Throws AppError DATA_IN_USE while a server runs on either, DATABASE_NOT_EMPTY, DATABASE_*.
 */
export async function importEmbedded(): Promise<number> {
  const config = readConfig(process.env);
  const { databaseUrl: url, databaseConnections: connections } = config;
  if (url === undefined)
    throw new AppError('CONFIG_INVALID', { message: 'DATABASE_URL is not set: there is no target.' });
  const logger = createLogger(config.logLevel);
  const folder = path.resolve(config.dataFolder, 'database');
  const postgres = await openPostgresDatabase({ url, connections, logger });
  try {
    const giveBack = await takeServerLock(postgres.pool, logger, { waitMs: LOCK_WAIT_MS });
    try {
      await refuseFilled(postgres.db);
      const embedded = await openEmbeddedDatabase({ folder, logger });
      let spooled;
      try {
        spooled = await spoolTables(embedded.db, path.resolve(config.dataFolder, 'work'));
      } finally {
        await embedded.close();
      }
      const counts = await loadTables(postgres.db, readSpooled(spooled.text), async (tx) => {
        await tx.execute(sql`delete from workers`);
      });
      const rows = [...counts.values()].reduce((sum, each) => sum + each, 0);
      process.stdout.write(
        `Copied ${rows} rows of ${counts.size} tables. Start the server with the same DATABASE_URL; keep ${folder} until all is well.\n`,
      );
    } finally {
      await giveBack();
    }
  } finally {
    await postgres.close();
  }
  return 0;
}

async function refuseFilled(db: Database): Promise<void> {
  for (const table of await listTables(db)) {
    if (MADE_AT_START.has(table)) continue;
    const found = rowsOf(await db.execute(sql`select 1 from ${sql.identifier(table)} limit 1`));
    if (found.length === 0) continue;
    throw new AppError('DATABASE_NOT_EMPTY', { message: `The table ${table} in DATABASE_URL holds rows already.` });
  }
}
