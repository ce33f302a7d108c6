import { existsSync } from 'node:fs';
import path from 'node:path';

import { sql } from 'drizzle-orm';

import { askControlSocket } from '../../adapters/control-socket/ask-control-socket.ts';
import { type Database, rowsOf } from '../../adapters/database/database.ts';
import { openEmbeddedDatabase } from '../../adapters/database/embedded/open-embedded.ts';
import { openPostgresDatabase } from '../../adapters/database/postgres/open-postgres.ts';
import type { RowBatch } from '../../adapters/database/transfer/load-tables.ts';
import { readSpooled, spoolTables } from '../../adapters/database/transfer/spool-tables.ts';
import type { Config } from '../../config/settings.ts';
import { AppError } from '../../kernel/app-error.ts';
import { silentLogger } from '../../kernel/logger.ts';

/** The tables of an installation as they were at one moment, whether its server runs or not. */
export interface OpenTables {
  readonly migration: number;
  readonly batches: AsyncIterable<RowBatch>;
  /** Videos that exist now. */
  videoIds(): Promise<ReadonlySet<string>>;
  close(): Promise<void>;
}

/** In no backup: whoever finds one is signed in as nobody, and after a restore everybody signs in again. */
export const NOT_BACKED_UP = ['sessions'];

/** Routes of the control socket, which the running server answers. */
export const TABLES_ROUTE = '/tables';
export const VIDEO_IDS_ROUTE = '/video-ids';
export const MIGRATION_HEADER = 'lectern-migration';

/**
 * Reads the tables that the settings name and changes nothing in them. The embedded ones are asked of the server that runs
 * on the folder; when none does, they are opened here. Throws AppError DATA_EMPTY, DATA_IN_USE or DATABASE_*.
 */
export async function openTables(config: Config): Promise<OpenTables> {
  const folder = path.resolve(config.dataFolder);
  if (config.databaseUrl === undefined) return (await askServer(folder)) ?? (await openHere(folder));
  const url = config.databaseUrl;
  const database = await openPostgresDatabase({ url, connections: 2, logger: silentLogger(), migrations: 'none' });
  return await spooled(database, folder);
}

async function askServer(folder: string): Promise<OpenTables | undefined> {
  const tables = await askControlSocket(folder, TABLES_ROUTE);
  if (!tables) return undefined;
  return {
    migration: Number(tables.headers[MIGRATION_HEADER]),
    batches: readSpooled(tables.body),
    async videoIds() {
      const answer = await askControlSocket(folder, VIDEO_IDS_ROUTE);
      if (!answer) throw new AppError('BACKUP_UNWRITABLE', { message: 'The server ended meanwhile.', retry: 'now' });
      const pieces: Uint8Array[] = [];
      for await (const piece of answer.body) pieces.push(piece);
      return new Set(JSON.parse(Buffer.concat(pieces).toString()) as string[]);
    },
    close: async () => undefined,
  };
}

async function openHere(dataFolder: string): Promise<OpenTables> {
  const folder = path.join(dataFolder, 'database');
  if (!existsSync(folder)) {
    throw new AppError('DATA_EMPTY', { message: `${dataFolder} holds no database, so there is nothing to back up.` });
  }
  return await spooled(await openEmbeddedDatabase({ folder, logger: silentLogger(), migrations: 'none' }), dataFolder);
}

async function spooled(database: { db: Database; close(): Promise<void> }, folder: string): Promise<OpenTables> {
  try {
    const { migration, text } = await spoolTables(database.db, folder, NOT_BACKED_UP);
    return {
      migration,
      batches: readSpooled(text),
      videoIds: async () => new Set(await listVideoIds(database.db)),
      close: async () => await database.close(),
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Ids of all videos; what the control socket answers, too. */
export async function listVideoIds(db: Database): Promise<string[]> {
  return rowsOf<{ id: string }>(await db.execute(sql`select id from videos`)).map(({ id }) => id);
}
