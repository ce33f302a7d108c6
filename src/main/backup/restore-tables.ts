import { rm } from 'node:fs/promises';

import { sql } from 'drizzle-orm';

import { readBackup } from '../../adapters/backup/read-backup.ts';
import { type Database, rowsOf } from '../../adapters/database/database.ts';
import { openEmbeddedDatabase } from '../../adapters/database/embedded/open-embedded.ts';
import { openPostgresDatabase } from '../../adapters/database/postgres/open-postgres.ts';
import { takeServerLock } from '../../adapters/database/postgres/take-server-lock.ts';
import { listTables } from '../../adapters/database/transfer/dump-tables.ts';
import { loadTables, type RowBatch } from '../../adapters/database/transfer/load-tables.ts';
import { migrationsUntil } from '../../adapters/database/transfer/migrations-until.ts';
import { AppError } from '../../kernel/app-error.ts';
import { silentLogger } from '../../kernel/logger.ts';
import type { BackupContents } from './examine-backup.ts';
import { settleRestored } from './settle-restored.ts';

const logger = silentLogger();
/** A running server has its lock all the time: nobody needs to wait for it. */
const LOCK_WAIT_MS = 500;

/** Puts the rows of a backup into a new embedded database, and brings it up to date. */
export async function restoreEmbedded(file: string, folder: string, contents: BackupContents): Promise<void> {
  const migrations = migrationsUntil(contents.head.migration);
  try {
    const database = await openEmbeddedDatabase({ folder, logger, migrations: migrations.folder });
    try {
      await load(database.db, file, contents, migrations.isNewest);
    } finally {
      await database.close();
    }
    if (migrations.isNewest) return;
    await settleNewest(await openEmbeddedDatabase({ folder, logger }), contents);
    await rm(`${folder}-backups`, { recursive: true, force: true }); // the backup itself is the way back
  } finally {
    migrations.remove();
  }
}

/**
 * Replaces the rows of a PostgreSQL database in one transaction; `swap` is done inside it, at the end. `putObjects` is
 * done before, when it is sure that nobody works on what the bucket holds. Throws AppError
 * DATA_IN_USE while a server works on it, DATA_NOT_EMPTY where it holds rows and they may not be replaced.
 */
export async function restorePostgres(
  file: string,
  url: string,
  contents: BackupContents,
  work: { mayReplace: boolean; putObjects: () => Promise<void>; swap: () => Promise<void> },
): Promise<void> {
  const migrations = migrationsUntil(contents.head.migration);
  try {
    await refuseFilled(url, work.mayReplace, migrations.isNewest);
    const database = await openPostgresDatabase({ url, connections: 3, logger, migrations: migrations.folder });
    try {
      const giveBack = await takeServerLock(database.pool, logger, { waitMs: LOCK_WAIT_MS });
      try {
        await work.putObjects();
        await load(database.db, file, contents, migrations.isNewest, async (tx) => {
          await tx.execute(sql`drop schema if exists bullmq cascade`); // jobs of the videos that were there
          await work.swap();
        });
      } finally {
        await giveBack();
      }
    } finally {
      await database.close();
    }
    if (!migrations.isNewest) await settleNewest(await openPostgresDatabase({ url, connections: 2, logger }), contents);
  } finally {
    migrations.remove();
  }
}

async function load(
  db: Database,
  file: string,
  { head, end }: BackupContents,
  isNewest: boolean,
  atEnd: (tx: Database) => Promise<void> = async () => undefined,
): Promise<void> {
  await loadTables(db, tablesOf(file), async (tx) => {
    if (isNewest) await settleRestored(tx, head, end.deletedMeanwhile);
    await atEnd(tx);
  });
}

/** For tables that have just been brought up to date: before, some of what is settled was not there. */
async function settleNewest(
  database: { readonly db: Database; close(): Promise<void> },
  { head, end }: BackupContents,
): Promise<void> {
  try {
    await database.db.transaction(async (tx) => await settleRestored(tx, head, end.deletedMeanwhile));
  } finally {
    await database.close();
  }
}

/** Tables come first in a backup. */
async function* tablesOf(file: string): AsyncGenerator<RowBatch> {
  for await (const member of readBackup(file)) {
    if (member.kind === 'table') yield member;
    if (member.kind === 'object') return;
  }
}

/** Also where the tables are newer than the backup: rows of an older version fit only into tables of that version. */
async function refuseFilled(url: string, mayReplace: boolean, isNewest: boolean): Promise<void> {
  const database = await openPostgresDatabase({ url, connections: 1, logger, migrations: 'none' });
  try {
    const tables = await listTables(database.db);
    if (tables.length > 0 && !isNewest) {
      const message =
        'The backup is of an older version, and the database in DATABASE_URL has tables already: make an empty one.';
      throw new AppError('DATA_NOT_EMPTY', { message });
    }
    for (const table of mayReplace ? [] : tables) {
      const found = rowsOf(await database.db.execute(sql`select 1 as one from ${sql.identifier(table)} limit 1`));
      if (found.length > 0)
        throw new AppError('DATA_NOT_EMPTY', { message: 'The database in DATABASE_URL holds data.' });
    }
  } finally {
    await database.close();
  }
}
