import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import pg from 'pg';

import { newId } from '../../../../src/kernel/ids.ts';
import type { CrashableEngine } from '../../engines/engine.ts';
import { engineUrl } from '../../engines/engine.ts';
import { type ProxyFault, startFaultyProxy } from '../../engines/faulty-proxy.ts';
import { lecternProgram } from '../../lectern-program.ts';
import { newBucket, type TestBucket } from '../../engines/new-bucket.ts';
import { startPostgres } from '../../engines/start-postgres.ts';
import { startRedis } from '../../engines/start-redis.ts';
import { type ChildProgram, type ChildServer, startChildServer, startChildWorker } from '../../server/child-server.ts';
import { type ProgramOnSmallDisk, startOnSmallDisk } from '../small-disk.ts';
import { type TcpGate, startTcpGate } from './tcp-gate.ts';

/** Programs run from here, with clocks that a test can set. */
const CLOCK = ['--import', './test/support/faults/jumping-clock.mjs', ...lecternProgram()];
const WORKERS = 2;

/** A server and two workers over PostgreSQL, Redis and S3 of their own, each part of which can be made to fail. */
export interface Fleet {
  readonly postgres: CrashableEngine;
  readonly redis: CrashableEngine;
  readonly bucket: TestBucket;
  /** Between every process and the bucket; undefined: nothing is wrong. */
  s3Fault: () => ProxyFault;
  /** Between the workers and the bucket. */
  readonly gate: TcpGate;
  readonly settings: Readonly<Record<string, string>>;
  readonly server: ChildServer;
  readonly workers: readonly ChildProgram[];
  /** One more worker, on a disk that can be filled up. */
  readonly small: ProgramOnSmallDisk;
  /** Folders under which every process keeps what it keeps; `temporary` is what they get for the system's own. */
  readonly folders: { readonly data: readonly string[]; readonly temporary: string };
  /** kill -9, and a new process on the same data. */
  crashServer(): Promise<void>;
  crashWorker(index: number): Promise<void>;
  /** Sets the clock of a process, as far off as that from the real one. */
  setClock(program: 'server' | number, offsetMs: number): Promise<void>;
  /** Asks the fleet's own database. */
  query<Row extends pg.QueryResultRow>(text: string, parameters?: unknown[]): Promise<Row[]>;
  /** Ends everything in good order; answers the exit codes. */
  drain(): Promise<(number | null)[]>;
  close(): Promise<void>;
}

/** Starts it; every process lives until `close`, whatever test asked for it. */
export async function startFleet(folder: string): Promise<Fleet> {
  const closers: (() => Promise<unknown> | void)[] = [];
  const later = (close: () => Promise<unknown> | void): void => void closers.push(close);
  chmodSync(folder, 0o755); // PostgreSQL runs as another user
  const postgres = await startPostgres(folder);
  later(() => postgres.stop());
  const redis = await startRedis(folder, { isDurable: true });
  later(() => redis.stop());
  const fleetFault: { now: () => ProxyFault } = { now: () => undefined };
  const proxy = await startFaultyProxy(await engineUrl('s3'), () => fleetFault.now(), later);
  const gate = await startTcpGate(proxy);
  later(() => gate.close());
  const bucket = await newBucket(proxy);
  const databaseUrl = new URL(`fleet_${newId()}`, postgres.url);
  await ask(postgres.url, `create database ${databaseUrl.pathname.slice(1)}`);

  const temporary = join(folder, 'tmp');
  mkdirSync(temporary);
  const settings: Record<string, string> = {
    LECTERN_LADDER: '240,360',
    LECTERN_ENCODERS_AT_ONCE: '1',
    DATABASE_URL: databaseUrl.href,
    REDIS_URL: `${redis.url}/1`,
    TMPDIR: temporary,
    ...bucket.settings,
  };
  const names = ['server', ...Array.from({ length: WORKERS }, (_, i) => `worker-${i}`)];
  const clockOf = (name: string): string => join(folder, `${name}.clock`);
  for (const name of names) writeFileSync(clockOf(name), '0');
  const dataOf = (name: string): string => join(folder, name);
  const newServer = async (): Promise<ChildServer> => {
    const own = { ...settings, LECTERN_TEST_CLOCK: clockOf('server') };
    return await startChildServer(dataOf('server'), own, [...CLOCK, 'serve'], later);
  };
  const newWorker = async (index: number): Promise<ChildProgram> => {
    const name = `worker-${index}`;
    const own = { ...settings, S3_ENDPOINT: gate.url, LECTERN_TEST_CLOCK: clockOf(name) };
    return await startChildWorker(dataOf(name), own, [...CLOCK, 'worker'], later);
  };
  let server = await newServer();
  const smallDisk = join(folder, 'small');
  const small = await startOnSmallDisk({
    disk: smallDisk,
    sizeBytes: 64 * 1024 ** 2,
    command: 'worker',
    readyText: 'Lectern worker is ready',
    settings: { ...settings, LECTERN_DISK_RESERVE_BYTES: '1000000', TMPDIR: join(smallDisk, 'data') },
  });
  later(() => small.kill());
  const workers = await Promise.all(Array.from({ length: WORKERS }, async (_, index) => await newWorker(index)));

  return {
    postgres,
    redis,
    bucket,
    gate,
    settings,
    get s3Fault() {
      return fleetFault.now;
    },
    set s3Fault(fault) {
      fleetFault.now = fault;
    },
    get server() {
      return server;
    },
    workers,
    small,
    folders: { data: names.map(dataOf), temporary },
    async crashServer() {
      await server.kill('SIGKILL');
      server = await newServer();
    },
    async crashWorker(index) {
      await workers[index]?.kill('SIGKILL');
      workers[index] = await newWorker(index);
    },
    async setClock(program, offsetMs) {
      const file = clockOf(program === 'server' ? program : `worker-${program}`);
      if (readFileSync(file, 'utf8') === String(offsetMs)) return;
      writeFileSync(file, String(offsetMs));
      (program === 'server' ? server : workers[program])?.process.kill('SIGUSR2');
      await Promise.resolve();
    },
    query: async (text, parameters) => await ask(databaseUrl.href, text, parameters),
    drain: async () =>
      await Promise.all([small.end(), ...[server, ...workers].map(async (each) => await each.kill('SIGTERM'))]),
    async close() {
      for (const close of closers.toReversed()) await close();
    },
  };
}

/** A connection of its own each time: PostgreSQL may be killed in between. */
async function ask<Row extends pg.QueryResultRow>(
  connectionString: string,
  text: string,
  parameters: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(text, parameters)).rows;
  } finally {
    await client.end();
  }
}
