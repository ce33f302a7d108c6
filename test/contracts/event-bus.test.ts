import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { Redis } from 'ioredis';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openPostgresEventBus } from '../../src/adapters/event-bus/postgres-event-bus.ts';
import { createProcessEventBus } from '../../src/adapters/event-bus/process-event-bus.ts';
import { openRedisEventBus } from '../../src/adapters/event-bus/redis-event-bus.ts';
import { createLogger, silentLogger } from '../../src/kernel/logger.ts';
import { engineUrl } from '../support/engines/engine.ts';
import { newPostgresUrl } from '../support/test-databases.ts';
import { describeEventBus, describeSharedEventBus, type TestEvent } from './event-bus.contract.ts';

const logger = silentLogger();
const publishFrom = async (url: string, event: TestEvent): Promise<void> => {
  const program = ['--import', 'tsx', 'test/support/engines/publish-event.ts', url, JSON.stringify(event)];
  await promisify(execFile)(process.execPath, program);
};

describeEventBus('one process', () => Promise.resolve(createProcessEventBus(logger)));

describe('PostgreSQL', () => {
  let url: string;
  let pool: pg.Pool;
  beforeAll(async () => {
    url = await newPostgresUrl();
    pool = new pg.Pool({ connectionString: url, max: 12 });
    pool.on('error', () => undefined);
  });
  afterAll(() => pool.end());

  describeSharedEventBus('PostgreSQL', () => openPostgresEventBus(pool, logger), {
    publishInChildProcess: (event) => publishFrom(url, event),
    async cutConnections() {
      const admin = new pg.Client({ connectionString: url });
      await admin.connect();
      await admin.query(`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`);
      await admin.end();
    },
  });
});

describe('Redis', () => {
  let url: string;
  beforeAll(async () => {
    url = `${await engineUrl('redis')}/3`;
  });

  describeSharedEventBus('Redis', () => openRedisEventBus(url, logger), {
    publishInChildProcess: (event) => publishFrom(url, event),
    async cutConnections() {
      const admin = new Redis(url);
      await admin.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
      await admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      admin.disconnect();
    },
  });

  it('keeps installations apart that use other databases of one server', async () => {
    const [mine, same, other] = [
      await openRedisEventBus<TestEvent>(url, logger),
      await openRedisEventBus<TestEvent>(url, logger),
      await openRedisEventBus<TestEvent>(url.replace('/3', '/4'), logger),
    ];
    const heard: string[] = [];
    other.subscribe(() => heard.push('other'));
    const arrived = new Promise<void>((resolve) => same.subscribe(() => resolve()));
    mine.publish({ number: 1 });
    await arrived;
    await Promise.all([mine.close(), same.close(), other.close()]);
    expect(heard).toEqual([]);
  });

  it('says what is wrong with an address, and never its password', async () => {
    let log = '';
    const loud = createLogger('debug', { write: (line) => (log += line) });
    for (const address of ['redis://user:s3cr3t@127.0.0.1:1', url.replace('//', '//user:s3cr3t@')]) {
      const error: unknown = await openRedisEventBus(address, loud).catch((caught: unknown) => caught);
      expect(error).toMatchObject({ code: 'REDIS_UNREACHABLE', retry: 'later' });
      loud.error({ err: error }, 'could not start');
    }
    expect(log).toContain('ECONNREFUSED');
    expect(log).toContain('WRONGPASS');
    expect(log).not.toContain('s3cr3t');
  });
});
