import { afterAll } from 'vitest';
import pg from 'pg';

import type { Database } from '../../src/adapters/database/database.ts';
import { openPostgresDatabase, type PostgresDatabase } from '../../src/adapters/database/postgres/open-postgres.ts';
import { newId } from '../../src/kernel/ids.ts';
import { silentLogger } from '../../src/kernel/logger.ts';
import { openTestDatabase } from './embedded-database.ts';
import { engineUrl } from './engines/engine.ts';

/** Every database that the stores must work on. Each opens an empty one for a whole test file. */
export const TEST_DATABASES: ReadonlyArray<readonly [name: string, open: () => Promise<{ readonly db: Database }>]> = [
  ['PGlite', openTestDatabase],
  ['PostgreSQL', openTestPostgres],
];

/** An empty database of its own on the run's PostgreSQL server, opened as the server does. */
async function openTestPostgres(): Promise<PostgresDatabase> {
  const database = await openPostgresDatabase({
    url: await newPostgresUrl(),
    connections: 12,
    logger: silentLogger(),
  });
  afterAll(() => database.close());
  return database;
}

/** The URL of a new database without any table. */
export async function newPostgresUrl(): Promise<string> {
  const server = await engineUrl('postgres');
  const name = `test_${newId()}`;
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  return new URL(name, server).href;
}
