import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';

import { addressOf } from '../../../kernel/address-of.ts';
import { AppError } from '../../../kernel/app-error.ts';
import type { Logger } from '../../../kernel/logger.ts';
import { CASING, type Database, MIGRATIONS_FOLDER } from '../database.ts';
import * as schema from '../schema/index.ts';
import { changeTables } from './change-tables.ts';

/** A PostgreSQL server that other processes use too. */
export interface PostgresDatabase {
  readonly db: Database;
  /** For the job queue and the event bus, which share it. */
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

/** The oldest major version that the tests run against. */
const OLDEST_VERSION = 15;

/** A server that does not answer within this is taken for unreachable. */
export const CONNECT_TIMEOUT_MS = 10_000;

/** A process that vanished in the middle of a transaction holds its locks no longer than this. */
const IDLE_IN_TRANSACTION_MS = 30_000;

/**
 * Our schema first: else unqualified CREATE TABLE would fall into the queue's. And the server is to notice within 25 s
 * that the machine of a process is gone.
 */
const SESSION_SETTINGS = [
  'search_path=public,bullmq',
  'tcp_keepalives_idle=10',
  'tcp_keepalives_interval=5',
  'tcp_keepalives_count=3',
]
  .map((each) => `-c ${each}`)
  .join(' ');

/**
 * Opens the database at `url` and brings its tables up to date.
 *
 * `connections`: how many this process may hold at once; the job queue keeps one for each of its workers.
 * Throws AppError DATABASE_UNREACHABLE or DATABASE_UNSUITABLE.
 */
export async function openPostgresDatabase(options: {
  url: string;
  connections: number;
  logger: Logger;
  /** Folder of the changes of the tables that are applied; all by default. `none`: it is only read. */
  migrations?: string;
}): Promise<PostgresDatabase> {
  const { url, connections, logger, migrations = MIGRATIONS_FOLDER } = options;
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    application_name: 'lectern',
    options: SESSION_SETTINGS,
  });
  // A connection that breaks while nobody uses it; the pool makes a new one when it is needed.
  pool.on('error', (error) => logger.warn({ err: error }, 'lost a connection to PostgreSQL'));
  // One that is in use tells its user by the next query; without a listener the event would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  try {
    await prepare(pool, `PostgreSQL at ${addressOf(url)}`, migrations, logger);
  } catch (error) {
    await pool.end();
    throw error;
  }
  return {
    db: drizzle(pool, { schema, casing: CASING }),
    pool,
    close: async () => await pool.end(),
  };
}

/** `where` names the server without its password. */
async function prepare(pool: pg.Pool, where: string, migrations: string, logger: Logger): Promise<void> {
  const client = await connectTo(pool, where);
  try {
    await requireSuitable(client, where);
    if (migrations !== 'none') await changeTables(client, migrations, logger);
    client.release();
  } catch (cause) {
    client.release(true); // with its connection goes the lock
    if (cause instanceof AppError) throw cause;
    const message = `The tables in ${where} cannot be brought up to date: ${reasonOf(cause)}.`;
    throw new AppError('DATABASE_UNSUITABLE', { message, retry: 'later', cause });
  }
}

/** `where` is for the message; the driver's own holds no password. Throws AppError DATABASE_UNREACHABLE. */
export async function connectTo(pool: pg.Pool, where: string): Promise<pg.PoolClient> {
  return await pool.connect().catch((cause: unknown) => {
    const message = `${where} cannot be reached: ${reasonOf(cause)}.`;
    throw new AppError('DATABASE_UNREACHABLE', { message, retry: 'later', cause });
  });
}

/** Throws AppError DATABASE_UNSUITABLE for an old version or another encoding than UTF8. */
export async function requireSuitable(client: pg.PoolClient, where: string): Promise<void> {
  const { rows } = await client.query<{ version: number; encoding: string }>(
    `select current_setting('server_version_num')::int / 10000 as version, current_setting('server_encoding') as encoding`,
  );
  const { version = 0, encoding = '' } = rows[0] ?? {};
  if (version < OLDEST_VERSION) {
    const message = `${where} has version ${version}, wanted ${OLDEST_VERSION} or newer.`;
    throw new AppError('DATABASE_UNSUITABLE', { message });
  }
  if (encoding !== 'UTF8') {
    const message = `${where} keeps its text in ${encoding}, wanted UTF8.`;
    throw new AppError('DATABASE_UNSUITABLE', { message });
  }
}

/** What the server or the system said; Drizzle wraps it, and a name with several addresses fails once for each. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? reasonOf(error.cause) : error.message;
}
