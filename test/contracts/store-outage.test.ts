import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { expect, it, onTestFinished } from 'vitest';

import { asDatabaseOutage } from '../../src/adapters/database/postgres/as-database-outage.ts';
import { openPostgresDatabase } from '../../src/adapters/database/postgres/open-postgres.ts';
import { asRedisOutage } from '../../src/adapters/redis/as-redis-outage.ts';
import { connectRedis } from '../../src/adapters/redis/connect-redis.ts';
import { silentLogger } from '../../src/kernel/logger.ts';
import { startRedis } from '../support/engines/start-redis.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { newPostgresUrl } from '../support/test-databases.ts';

const errorOf = async (work: PromiseLike<unknown>): Promise<unknown> => {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error('wanted a failure');
};

it('knows a PostgreSQL that goes away from a statement that is wrong', async () => {
  const url = await newPostgresUrl();
  const { db, pool, close } = await openPostgresDatabase({ url, connections: 4, logger: silentLogger() });
  onTestFinished(close);
  expect(asDatabaseOutage(await errorOf(db.execute(sql`select nonsense`)))).toBeUndefined();
  for (const sleep of [
    (client: pg.PoolClient) => client.query('select pg_sleep(60)'),
    (client: pg.PoolClient) => drizzle(client).execute(sql`select pg_sleep(60)`),
  ]) {
    const client = await pool.connect();
    client.on('error', () => undefined);
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    const sleeping = errorOf(sleep(client));
    await pool.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
    expect(asDatabaseOutage(await sleeping)).toMatchObject({ code: 'DATABASE_UNREACHABLE' });
    client.release(true);
  }
});

it('knows a PostgreSQL that is not there', async () => {
  const pool = new pg.Pool({ connectionString: 'postgres://lectern@localhost:1/lectern' });
  onTestFinished(async () => await pool.end());
  for (const each of [pool.query('select 1'), drizzle(pool).execute(sql`select 1`)]) {
    expect(asDatabaseOutage(await errorOf(each))).toMatchObject({ code: 'DATABASE_UNREACHABLE', retry: 'later' });
  }
});

it('knows a Redis that goes away from a command that is wrong', async () => {
  const server = await startRedis(temporaryFolder());
  const redis = await connectRedis(server.url, silentLogger(), { maxRetriesPerRequest: 0 });
  onTestFinished(() => redis.disconnect());
  expect(asRedisOutage(await errorOf(redis.call('NONSENSE')))).toBeUndefined();
  await server.stop();
  expect(asRedisOutage(await errorOf(redis.ping()))).toMatchObject({ code: 'REDIS_UNREACHABLE', retry: 'later' });
});

it('takes a viewer who broke the line for no outage', () => {
  const left = Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
  expect(asDatabaseOutage(left)).toBeUndefined();
  expect(asRedisOutage(left)).toBeUndefined();
});
