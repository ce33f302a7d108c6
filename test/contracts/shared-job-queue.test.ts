import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import { createBullmqJobQueue } from '../../src/adapters/job-queue/bullmq-job-queue.ts';
import type { QueueStorage } from '../../src/adapters/job-queue/queue-storage.ts';
import { newId } from '../../src/kernel/ids.ts';
import { silentLogger } from '../../src/kernel/logger.ts';
import type { JobQueue } from '../../src/ports/job-queue.ts';
import { engineUrl } from '../support/engines/engine.ts';
import { openSharedQueues } from '../support/engines/open-shared-queues.ts';
import { startRedis } from '../support/engines/start-redis.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { newPostgresUrl } from '../support/test-databases.ts';
import { describeJobQueue } from './job-queue.contract.ts';

const ENGINES: ReadonlyArray<readonly [name: string, url: () => Promise<string>]> = [
  ['PostgreSQL', newPostgresUrl],
  ['Redis', async () => `${await engineUrl('redis')}/5`],
];
const urls = new Map<string, string>();
beforeAll(async () => {
  for (const [engine, url] of ENGINES) urls.set(engine, await url());
});

const queueIn = (storage: QueueStorage, name: string): JobQueue<string> => {
  const queue = createBullmqJobQueue<string>({ name, storage, logger: silentLogger() });
  onTestFinished(() => queue.close());
  return queue;
};
const job = (id: string, group = 'group') => ({ id, group, priority: 5, payload: 'payload' });

/** A handler that says what it took, and ends when it is told to. */
function untilStopped() {
  const took: string[] = [];
  let began: () => void = () => undefined;
  const first = new Promise<void>((resolve) => (began = resolve));
  const handler: Parameters<JobQueue<string>['work']>[0] = async ({ id }, signal) => {
    took.push(id);
    began();
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    took.push(`${id} ${String(signal.reason)}`);
    return 'done';
  };
  return { took, first, handler };
}

describe.each(ENGINES)('%s', (engine) => {
  let here: QueueStorage;
  let there: QueueStorage;
  beforeAll(async () => {
    const url = urls.get(engine) ?? '';
    [here, there] = await Promise.all([openSharedQueues(url), openSharedQueues(url)]);
  });
  afterAll(async () => void (await Promise.all([here.close(), there.close()])));

  describeJobQueue(`BullMQ over ${engine}`, async () => {
    const name = newId();
    const open = (storage: QueueStorage) =>
      Promise.resolve(createBullmqJobQueue<string>({ name, storage, logger: silentLogger() }));
    return { queue: await open(here), reopen: () => open(there) };
  });

  it('gives each job to one of several processes', async () => {
    const name = newId();
    const [mine, other] = [queueIn(here, name), queueIn(there, name)];
    const took: string[] = [];
    const all = new Promise<void>((resolve) => {
      for (const queue of [mine, other]) {
        queue.work(async ({ id }) => {
          await new Promise(setImmediate);
          if (took.push(id) === 40) resolve();
          return 'done';
        }, 4);
      }
    });
    const ids = Array.from({ length: 40 }, (_, i) => `job-${i}`);
    await mine.add(ids.map((id) => job(id)));
    await all;
    expect(took.toSorted()).toEqual(ids.toSorted());
  });

  it('ends the jobs of a group in other processes too, and lets it be asked for again at once', async () => {
    const name = newId();
    const [mine, other] = [queueIn(here, name), queueIn(there, name)];
    const { took, first, handler } = untilStopped();
    other.work(handler, 1);
    await mine.add([job('a', 'x'), job('b', 'x')]);
    await first;
    await mine.stopGroup('x');
    expect(took).toEqual(['a', 'a stopped']);
    expect(await mine.isIdle()).toBe(true);

    const again = untilStopped();
    await other.close();
    const third = queueIn(there, name);
    third.work(again.handler, 1);
    await mine.add([job('a', 'x')]);
    await again.first;
    expect(again.took).toEqual(['a']);
  });

  it('stops what is there of a group, and nothing that is asked for while the last of it still ends', async () => {
    const name = newId();
    const [mine, other] = [queueIn(here, name), queueIn(there, name)];
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const log: string[] = [];
    const reached = new Map<string, () => void>();
    const until = (line: string) => new Promise<void>((resolve) => reached.set(line, resolve));
    const say = (line: string): void => {
      log.push(line);
      reached.get(line)?.();
    };
    const [began, told, ended] = [until('old began'), until('old was told'), until('new ended')];
    other.work(async ({ id }, signal) => {
      say(`${id} began`);
      const isTold = new Promise((resolve) => signal.addEventListener('abort', resolve)).then(() =>
        say(`${id} was told`),
      );
      // Longer than it takes until what still runs is asked again to end.
      await (id === 'old' ? isTold : Promise.race([isTold, sleep(600)]));
      if (id === 'old') await released;
      else say(`${id} ended`);
      return 'done';
    }, 2);
    await mine.add([job('old', 'x')]);
    await began;
    const stopping = mine.stopGroup('x');
    await told;
    await mine.add([job('new', 'x')]);
    await ended;
    release();
    await stopping;
    expect(log).toEqual(['old began', 'old was told', 'new began', 'new ended']);
    expect(await mine.isIdle()).toBe(true);
  });

  it('leaves the jobs of running processes alone when another one starts', async () => {
    const name = newId();
    const [mine, other] = [queueIn(here, name), queueIn(there, name)];
    const { took, first, handler } = untilStopped();
    mine.work(handler, 1);
    await mine.add([job('a')]);
    await first;
    const restarted = await openSharedQueues(urls.get(engine) ?? '');
    onTestFinished(() => restarted.close());
    const seen: string[] = [];
    const second = new Promise<void>((resolve) =>
      other.work(async ({ id }) => {
        seen.push(id);
        resolve();
        return await Promise.resolve('done' as const);
      }, 1),
    );
    await other.add([job('b')]);
    await second;
    expect([took, seen]).toEqual([['a'], ['b']]);
  });
});

it('closes within seconds although Redis is away', async () => {
  const redis = await startRedis(temporaryFolder());
  const storage = await openSharedQueues(redis.url);
  const queue = createBullmqJobQueue<string>({ name: newId(), storage, logger: silentLogger() });
  const { first, handler, took } = untilStopped();
  queue.work(handler, 1);
  await queue.add([job('a')]);
  await first;
  await redis.stop();
  const startedMs = performance.now();
  await queue.close();
  await storage.close();
  expect(performance.now() - startedMs).toBeLessThan(10_000);
  expect(took).toEqual(['a', 'a shutdown']);
});

it('takes the job of a killed process over within 15 s', async () => {
  const takeOver = async (url: string): Promise<number> => {
    const name = newId();
    const storage = await openSharedQueues(url);
    onTestFinished(() => storage.close());
    const queue = queueIn(storage, name);
    await queue.add([job('a')]);
    const program = ['--import', 'tsx', 'test/support/engines/hold-job.ts', url, name];
    const child = spawn(process.execPath, program, { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    const [said] = (await once(child.stdout, 'data')) as [Buffer];
    expect(said.toString()).toBe('took a\n');
    const taken = new Promise<void>((resolve) =>
      queue.work(async () => {
        resolve();
        return await Promise.resolve('done' as const);
      }, 1),
    );
    child.kill('SIGKILL');
    const killedAtMs = performance.now();
    await taken;
    return performance.now() - killedAtMs;
  };
  const waitedMs = await Promise.all([...urls.values()].map(takeOver));
  for (const each of waitedMs) expect(each).toBeLessThan(15_000);
});
