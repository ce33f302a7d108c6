import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { PGlite } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import { migrate } from 'drizzle-orm/pglite/migrator';
import { readMigrationFiles } from 'drizzle-orm/migrator';

import type { Logger } from '../../../kernel/logger.ts';
import { CASING, type Database, MIGRATIONS_FOLDER } from '../database.ts';
import * as schema from '../schema/index.ts';
import { readDatabaseTemplate } from './database-template.ts';
import { takeFolderLock } from './folder-lock.ts';
import { SyncedNodeFs } from './synced-node-fs.ts';

/** The database inside this process. */
export interface EmbeddedDatabase {
  readonly db: Database;
  /** For the job queue, which shares it. */
  readonly pglite: PGlite;
  close(): Promise<void>;
}

/** How many copies made before migrations are kept. */
const KEPT_BACKUPS = 3;

/**
 * PostgreSQL's own arguments: no `-F` (fsync stays on), and the default of 128 MB of shared buffers would be resident
 * in full [135 MB less, measured].
 */
const START_PARAMETERS = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  ...['-c', 'wal_sync_method=fsync', '-c', 'shared_buffers=16MB', '-c', 'search_path=public,bullmq'],
];

/**
 * Opens (or makes) the database in `folder` for this process alone, and brings its tables up to date.
 *
 * Beside the folder lie `<folder>.lock` and `<folder>-backups/`, a copy made before each migration.
 * Throws AppError DATA_IN_USE while another process has it open.
 */
export async function openEmbeddedDatabase(options: {
  folder: string;
  logger: Logger;
  /** Called after each fsync; tests count. */
  onSync?: () => void;
  /** Folder of the changes of the tables that are applied; all by default. `none`: it is only read. */
  migrations?: string;
}): Promise<EmbeddedDatabase> {
  const { folder, logger, migrations = MIGRATIONS_FOLDER } = options;
  mkdirSync(dirname(folder), { recursive: true });
  const lock = takeFolderLock(`${folder}.lock`);
  try {
    const isNew = !existsSync(folder);
    const pglite = await openPGlite(folder, options.onSync);
    const birth = new AbortController();
    const synced = isNew ? syncTree(folder, birth.signal) : Promise.resolve();
    synced.catch((error: unknown) => logger.warn({ err: error }, 'could not sync the new database'));
    const db = drizzle(pglite, { schema, casing: CASING });
    if (migrations !== 'none') await migrateWithBackup(pglite, db, { folder, migrations }, logger);
    return {
      db,
      pglite,
      async close() {
        birth.abort();
        await synced.catch(() => undefined); // told above
        await pglite.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function openPGlite(folder: string, onSync: (() => void) | undefined): Promise<PGlite> {
  // Written last: without it the first start was cut short, and nothing was ever stored.
  const completeMark = join(folder, 'LECTERN_COMPLETE');
  const isFresh = !existsSync(completeMark);
  // Never deleted: a folder put here by hand may lack the mark.
  if (isFresh && existsSync(folder)) renameSync(folder, `${folder}.incomplete-${Date.now()}`);
  const template = isFresh ? readDatabaseTemplate() : undefined;
  const fs = new SyncedNodeFs(folder);
  fs.onSync = onSync;
  fs.isSyncing = !isFresh;
  const pglite = await PGlite.create({ fs, startParams: START_PARAMETERS, ...(template && { loadDataDir: template }) });
  fs.isSyncing = true;
  if (isFresh) writeFileSync(completeMark, 'This folder is a PostgreSQL database (PGlite).\n', { flush: true });
  return pglite;
}

async function migrateWithBackup(
  pglite: PGlite,
  db: ReturnType<typeof drizzle<typeof schema, PGlite>>,
  { folder, migrations }: { folder: string; migrations: string },
  logger: Logger,
): Promise<void> {
  const newest = readMigrationFiles({ migrationsFolder: migrations }).at(-1)?.folderMillis ?? 0;
  const applied = await lastAppliedMigration(pglite);
  if (applied !== undefined && applied >= newest) return;
  if (applied !== undefined) {
    const backup = await writeBackup(pglite, `${folder}-backups`);
    logger.info({ backup }, 'copied the database before changing its tables');
  }
  await migrate(db, { migrationsFolder: migrations });
}

/** Undefined for a database without any table of ours. */
async function lastAppliedMigration(pglite: PGlite): Promise<number | undefined> {
  const { rows } = await pglite.query<{ name: string | null }>(
    `select to_regclass('drizzle.__drizzle_migrations')::text as name`,
  );
  if (typeof rows[0]?.name !== 'string') return undefined;
  const last = await pglite.query<{ at: string | null }>(
    'select max(created_at)::text as at from drizzle.__drizzle_migrations',
  );
  const at = last.rows[0]?.at;
  return typeof at === 'string' ? Number(at) : undefined;
}

async function writeBackup(pglite: PGlite, folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const dump = await pglite.dumpDataDir('gzip');
  const file = join(folder, `${new Date().toISOString().replaceAll(':', '-')}.tgz`);
  writeFileSync(file, new Uint8Array(await dump.arrayBuffer()), { flush: true });
  const old = readdirSync(folder)
    .filter((name) => name.endsWith('.tgz'))
    .toSorted()
    .slice(0, -KEPT_BACKUPS);
  for (const name of old) rmSync(join(folder, name));
  return file;
}

/**
 * A new database's thousand files are written without fsync: in the background of its first seconds, each gets its own,
 * so that a power cut later on cannot take what was there from the beginning.
 */
async function syncTree(folder: string, signal: AbortSignal): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (signal.aborted) return;
    const handle = await open(join(entry.parentPath, entry.name), 'r').catch(() => undefined);
    // PostgreSQL may have removed it meanwhile; then it needs no sync.
    try {
      await handle?.sync();
    } finally {
      await handle?.close();
    }
  }
}
