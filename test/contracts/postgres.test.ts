import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import pg from 'pg';
import { expect, it, onTestFinished, vi } from 'vitest';

import { MIGRATIONS_FOLDER } from '../../src/adapters/database/database.ts';
import { openPostgresDatabase } from '../../src/adapters/database/postgres/open-postgres.ts';
import { takeServerLock } from '../../src/adapters/database/postgres/take-server-lock.ts';
import { migrationsUntil } from '../../src/adapters/database/transfer/migrations-until.ts';
import { createLogger, silentLogger } from '../../src/kernel/logger.ts';
import { newPostgresUrl } from '../support/test-databases.ts';

const WAIT = { timeout: 30_000 };
const open = (url: string) => openPostgresDatabase({ url, connections: 8, logger: silentLogger() });

it('is brought up to date once by servers that start at the same moment', async () => {
  const url = await newPostgresUrl();
  const servers = await Promise.all(Array.from({ length: 5 }, () => open(url)));
  onTestFinished(async () => void (await Promise.all(servers.map((server) => server.close()))));
  const { rows } = await servers[0]!.pool.query<{ count: number }>(
    `select count(*)::int as count from drizzle.__drizzle_migrations group by hash order by 1 desc limit 1`,
  );
  expect(rows).toEqual([{ count: 1 }]);
  expect((await servers[4]!.pool.query('select * from videos')).rows).toEqual([]);
});

it('lets everybody else at the tables while a change of them waits for a backup to end', async () => {
  const url = await newPostgresUrl();
  const journal = JSON.parse(readFileSync(join(MIGRATIONS_FOLDER, 'meta/_journal.json'), 'utf8')) as {
    entries: { tag: string; when: number }[];
  };

  const older = migrationsUntil(journal.entries.find(({ tag }) => tag === '0010_direct_uploads')?.when ?? 0);
  onTestFinished(() => older.remove());
  await (await openPostgresDatabase({ url, connections: 2, logger: silentLogger(), migrations: older.folder })).close();
  const [dump, viewer] = [new pg.Client({ connectionString: url }), new pg.Client({ connectionString: url })];
  await Promise.all([dump.connect(), viewer.connect()]);
  onTestFinished(async () => void (await Promise.all([dump.end(), viewer.end()])));
  // As pg_dump does.
  await dump.query('begin; lock table videos in access share mode');
  let told = '';
  const logger = createLogger('warn', { write: (line) => (told += line) });
  const changed = openPostgresDatabase({ url, connections: 2, logger });
  await vi.waitUntil(() => told.includes('the tables wait to be changed'), WAIT);
  expect((await viewer.query('select id from videos')).rows).toEqual([]);
  await dump.query('commit');
  const database = await changed;
  onTestFinished(async () => await database.close());
  expect((await database.pool.query('select source_id from videos')).rows).toEqual([]);
});

it('has one server at a time, which keeps its place over a lost connection', async () => {
  const url = await newPostgresUrl();
  const [first, second] = [await open(url), await open(url)];
  onTestFinished(async () => void (await Promise.all([first.close(), second.close()])));
  const giveBack = await takeServerLock(first.pool, silentLogger(), { waitMs: 5_000 });
  await expect(takeServerLock(second.pool, silentLogger(), { waitMs: 50 })).rejects.toMatchObject({
    code: 'DATA_IN_USE',
  });
  // Of this database alone: other tests use the same server.
  const holders = async (): Promise<number[]> => {
    const { rows } = await second.pool.query<{ pid: number }>(
      `select pid from pg_locks where locktype = 'advisory' and granted
         and database = (select oid from pg_database where datname = current_database())`,
    );
    return rows.map(({ pid }) => pid);
  };
  const [lost] = await holders();
  await second.pool.query('select pg_terminate_backend($1)', [lost]);
  await vi.waitUntil(async () => {
    const [holder] = await holders();
    return holder !== undefined && holder !== lost;
  }, WAIT);
  await expect(takeServerLock(second.pool, silentLogger(), { waitMs: 50 })).rejects.toMatchObject({
    code: 'DATA_IN_USE',
  });
  await giveBack();
  await (
    await takeServerLock(second.pool, silentLogger(), { waitMs: 5_000 })
  )();
});

it('goes on after the server has cut its connections', async () => {
  const url = await newPostgresUrl();
  const database = await open(url);
  onTestFinished(() => database.close());
  const other = new pg.Client({ connectionString: url });
  await other.connect();
  await other.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()',
  );
  await other.end();
  // The cut may be noticed by the first statement; nothing throws outside of one.
  await database.pool.query('select 1').catch(() => undefined);
  expect((await database.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
});

it('says what is wrong with an address, and never its password', async () => {
  const url = new URL(await newPostgresUrl());
  url.password = 's3cr3t';
  const wrong = [
    [Object.assign(new URL(url), { port: '1' }), 'ECONNREFUSED'],
    [Object.assign(new URL(url), { pathname: '/nowhere' }), 'database "nowhere" does not exist'],
    [Object.assign(new URL(url), { username: 'nobody' }), 'role "nobody" does not exist'],
  ] as const;
  let log = '';
  const logger = createLogger('debug', { write: (line) => (log += line) });
  for (const [address, reason] of wrong) {
    const error: unknown = await open(address.href).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'DATABASE_UNREACHABLE', retry: 'later' });
    expect(String(error)).toContain(reason);
    logger.error({ err: error }, 'could not start');
  }
  expect(log).toContain('127.0.0.1');
  expect(log).not.toContain('s3cr3t');
});

it('refuses a database that cannot hold every text, and one whose tables it may not make', async () => {
  const url = await newPostgresUrl();
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  onTestFinished(() => admin.end());
  const name = `test_${randomBytes(8).toString('hex')}`;
  await admin.query(`create database ${name} encoding 'SQL_ASCII' lc_collate 'C' lc_ctype 'C' template template0`);
  await admin.query(`create role ${name} login`);
  await expect(open(new URL(name, url).href)).rejects.toMatchObject({
    code: 'DATABASE_UNSUITABLE',
    message: expect.stringContaining('SQL_ASCII, wanted UTF8') as string,
  });
  await expect(open(Object.assign(new URL(url), { username: name }).href)).rejects.toMatchObject({
    code: 'DATABASE_UNSUITABLE',
    message: expect.stringContaining('permission denied') as string,
  });
});
