import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { Redis } from 'ioredis';
import pg from 'pg';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';

import { engineUrl } from '../support/engines/engine.ts';
import { startFaultyProxy } from '../support/engines/faulty-proxy.ts';
import { newBucket } from '../support/engines/new-bucket.ts';
import { mulberry32 } from '../support/faults/mulberry32.ts';
import { type ChildServer, startChildServer, startChildWorker } from '../support/server/child-server.ts';
import { generatedClip } from '../support/server/generated-clip.ts';
import { TusClient } from '../support/server/tus-client.ts';
import { untilEnded } from '../support/server/video-watcher.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { newPostgresUrl } from '../support/test-databases.ts';

/** Set LECTERN_TEST_SEED to repeat a run. */
const SEED = Number(process.env['LECTERN_TEST_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const SECONDS = 12;
const FRAMES = SECONDS * 25;
const OUTAGE_MS = 10_000;
const POLL = { timeout: 120_000, interval: 50 };

let clip: Uint8Array;
beforeAll(async () => {
  clip = await readFile(
    await generatedClip(
      temporaryFolder((remove) => afterAll(remove)),
      SECONDS,
    ),
  );
});

it(`makes every video ready with its exact frames whatever part of a fleet fails (seed ${SEED})`, async () => {
  const random = mulberry32(SEED);
  let trouble: 'refuse' | 'drop' | 'late' | undefined;
  const proxy = await startFaultyProxy(await engineUrl('s3'), () => {
    if (trouble === 'drop') return random() < 0.1 ? 'drop' : undefined;
    return trouble;
  });
  const bucket = await newBucket(proxy);
  const redisUrl = `${await engineUrl('redis')}/11`;
  const settings = {
    LECTERN_LADDER: '240,360',
    LECTERN_ENCODERS_AT_ONCE: '1',
    DATABASE_URL: await newPostgresUrl(),
    REDIS_URL: redisUrl,
    ...bucket.settings,
  };
  const database = new pg.Client({ connectionString: settings.DATABASE_URL });
  await database.connect();
  onTestFinished(async () => await database.end());
  const folder = join(temporaryFolder(), 'data');
  let server: ChildServer = await startChildServer(folder, settings);
  const newWorker = () => startChildWorker(join(temporaryFolder(), 'data'), settings);
  const workers = [await newWorker(), await newWorker()];

  const during = async (kind: typeof trouble): Promise<void> => {
    trouble = kind;
    await new Promise((resolve) => setTimeout(resolve, OUTAGE_MS)); // how long it lasts is the fault itself
    trouble = undefined;
  };
  const faults: Record<string, () => Promise<void>> = {
    'kill -9 a worker': async () => {
      const index = random() < 0.5 ? 0 : 1;
      await workers[index]?.kill('SIGKILL');
      workers[index] = await newWorker();
    },
    'kill -9 the server': async () => {
      await server.kill('SIGKILL');
      server = await startChildServer(folder, settings);
    },
    'wipe Redis': async () => {
      const redis = new Redis(redisUrl);
      await redis.flushdb();
      redis.disconnect();
    },
    'S3 answers 500': async () => await during('refuse'),
    'S3 is slow': async () => await during('late'),
    'S3 loses a tenth of the requests': async () => await during('drop'),
  };

  const tried: { fault: string; id: string }[] = [];
  for (const { fault } of Object.keys(faults)
    .map((fault) => ({ fault, order: random() }))
    .toSorted((a, b) => a.order - b.order)) {
    const id = await new TusClient(server.url).upload(clip, 'lecture.mp4');
    tried.push({ fault, id });
    const cells = async () => (await filledOf(database, id)).cells;
    const wanted = Math.floor(random() * 6);
    await vi.waitUntil(async () => (await cells()) >= wanted, POLL);
    await faults[fault]?.();
  }

  const outcomes = [];
  for (const { fault, id } of tried) {
    const { state, error } = await untilEnded(server.url, id);
    const { frames } = await filledOf(database, id);
    outcomes.push({ fault, state, reason: error?.code, frames: frames.join(',') });
  }
  console.table(outcomes);
  expect(outcomes).toEqual(
    tried.map(({ fault }) => ({ fault, state: 'ready', reason: undefined, frames: `${FRAMES},${FRAMES}` })),
  );
  await Promise.all([server, ...workers].map(async (each) => expect(await each.kill('SIGTERM')).toBe(0)));
});

/** Filled cells of a video, and the frames of each rendition. */
async function filledOf(database: pg.Client, videoId: string): Promise<{ cells: number; frames: number[] }> {
  const { rows } = await database.query<{ cells: number; frames: number }>(
    `select count(*)::int as cells, sum(sample_count)::int as frames from cells join revisions r on r.id = revision_id
      where r.video_id = $1 and filled_at is not null and rendition_id <> 'audio' group by rendition_id`,
    [videoId],
  );
  return { cells: rows.reduce((sum, row) => sum + row.cells, 0), frames: rows.map(({ frames }) => frames) };
}
