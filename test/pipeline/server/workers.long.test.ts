import { join } from 'node:path';

import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';

import { rowsOf } from '../../../src/adapters/database/database.ts';
import { createMediaTools } from '../../../src/adapters/process-runner/process-media-tools.ts';
import { readConfig } from '../../../src/config/read-config.ts';
import { silentLogger } from '../../../src/kernel/logger.ts';
import type { AssembledServer } from '../../../src/main/serve/start-server.ts';
import { packageVersion } from '../../../src/main/package-version.ts';
import { startWorker } from '../../../src/main/worker/start-worker.ts';
import type { MediaTools } from '../../../src/ports/media-tools.ts';
import { newBucket, type TestBucket } from '../../support/engines/new-bucket.ts';
import { startCli } from '../../support/run-cli.ts';
import { type ChildProgram, startChildWorker } from '../../support/server/child-server.ts';
import { generatedClip } from '../../support/server/generated-clip.ts';
import { assembleTestServer } from '../../support/server/test-server.ts';
import { TusClient } from '../../support/server/tus-client.ts';
import { untilEnded } from '../../support/server/video-watcher.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { newPostgresUrl } from '../../support/test-databases.ts';

const WAIT = { timeout: 60_000, interval: 50 };
const SECONDS = 20;

let clip: string;
let bucket: TestBucket;
let settings: Record<string, string>;
let server: AssembledServer;
let url: string;

beforeAll(async () => {
  const folder = temporaryFolder((remove) => afterAll(remove));
  bucket = await newBucket();
  clip = await generatedClip(folder, SECONDS);
  settings = { LECTERN_LADDER: '240,360', DATABASE_URL: await newPostgresUrl(), ...bucket.settings };
  // It answers, and takes no job.
  server = await assembleTestServer({ settings });
  url = await server.app.listen({ host: '127.0.0.1', port: 0 });
});

const newWorker = () =>
  startChildWorker(join(temporaryFolder(), 'data'), { ...settings, LECTERN_ENCODERS_AT_ONCE: '2' });

/** Cells of a process that are leased, and all that are filled. */
async function cellsOf({ process }: ChildProgram): Promise<{ leased: number; filled: number }> {
  const result = await server.work.database.db.execute(sql`
    select count(*) filter (where holder like ${`% ${process.pid} %`})::int as leased,
      count(filled_at)::int as filled from cells`);
  return rowsOf<{ leased: number; filled: number }>(result)[0] ?? { leased: 0, filled: 0 };
}

it('goes on with the cells of a killed worker within 15 s, and at once with those that one gives back', async () => {
  const [killed, drained] = await Promise.all([newWorker(), newWorker()]);
  const id = await new TusClient(url).upload(clip, 'lecture.mp4');
  expect(await bucket.keys('originals/')).toEqual([`originals/${id}/source.bin`]);

  await vi.waitUntil(async () => ((cells) => cells.leased > 0 && cells.filled > 0)(await cellsOf(killed)), WAIT);
  const seen = await server.work.workers.list();
  expect(seen.map(({ kind, isLost }) => [kind, isLost])).toEqual(Array.from({ length: 2 }, () => ['worker', false]));
  await killed.kill('SIGKILL');
  const killedAt = performance.now();
  await vi.waitUntil(async () => (await cellsOf(killed)).leased === 0, WAIT);
  expect(performance.now() - killedAt).toBeLessThan(15_000);

  await vi.waitUntil(async () => (await cellsOf(drained)).leased > 0, WAIT);
  const last = await newWorker();
  expect(await drained.kill('SIGTERM')).toBe(0);
  expect((await cellsOf(drained)).leased).toBe(0);

  expect(await untilEnded(url, id)).toMatchObject({ state: 'ready', progress: { percent: 100 } });
  const frames = await server.work.database.db.execute(sql`
    select rendition_id as id, sum(sample_count)::int as frames from cells where rendition_id <> 'audio'
    group by rendition_id order by rendition_id`);
  const wanted = { frames: SECONDS * 25 };
  expect(rowsOf(frames)).toEqual([expect.objectContaining(wanted), expect.objectContaining(wanted)]);
  const names = (await server.work.workers.list()).map((worker) => worker.id.split(' ')[1]);
  expect(names).not.toContain(String(drained.process.pid));
  expect(names).toContain(String(last.process.pid));
});

it('ends the attempts at a job that fails on every worker, with its reason', async () => {
  const tools = createMediaTools();
  const poisoned: MediaTools = {
    inspect: () => tools.inspect(),
    async run(run) {
      // Chunks of the picture, but for those that make the video playable.
      if (run.isBackground !== true || (run.outputs ?? 0) < 2) return await tools.run(run);
      return { exitCode: 187, endedBy: 'itself', stderrTail: 'poison', wallMs: 1, command: 'ffmpeg' };
    },
  };
  const config = () => readConfig({ ...settings, LECTERN_DATA: join(temporaryFolder(), 'data') });
  const workers = [
    await startWorker(config(), silentLogger(), { tools: poisoned }),
    await startWorker(config(), silentLogger(), { tools: poisoned }),
  ];
  onTestFinished(async () => void (await Promise.all(workers.map((worker) => worker.stop()))));
  const id = await new TusClient(url).upload(clip, 'lecture.mp4');
  const { state, error } = await untilEnded(url, id);
  expect([state, error?.code, error?.message]).toEqual([
    'failed',
    'ENCODE_FAILED',
    expect.stringMatching(/segments are missing.*FFmpeg ended with 187/),
  ]);
  expect((await server.work.context.videos.find(id))?.failure?.detail).toContain('poison');
});

it('takes no jobs while its disk is nearly full, says so, and goes on when there is room', async () => {
  let freeBytes = 0;
  const config = readConfig({ ...settings, LECTERN_DATA: join(temporaryFolder(), 'data'), PORT: '0' });
  const worker = await startWorker(config, silentLogger(), { diskRoom: () => Promise.resolve(freeBytes) });
  onTestFinished(() => worker.stop());
  const id = await new TusClient(url).upload(clip, 'lecture.mp4');
  const own = async () => (await server.work.workers.list()).find(({ isOutOfRoom }) => isOutOfRoom);
  await vi.waitUntil(async () => (await own()) !== undefined, WAIT);
  expect((await own())?.jobs).toEqual([]);
  expect(await server.work.context.videos.find(id)).toMatchObject({ state: 'processing', isPlayable: false });

  // Another machine has room, and is not held up by the one that has none.
  const other = await startWorker({ ...config, dataFolder: join(temporaryFolder(), 'data') }, silentLogger());
  onTestFinished(() => other.stop());
  expect(await untilEnded(url, id)).toMatchObject({ state: 'ready' });
  await other.stop();

  freeBytes = 1e12;
  const next = await new TusClient(url).upload(clip, 'next.mp4');
  expect(await untilEnded(url, next)).toMatchObject({ state: 'ready' });
  expect(await own()).toBeUndefined();
});

it('is refused, and ended, politely by servers that all run another version', async () => {
  const config = readConfig({ ...settings, LECTERN_DATA: join(temporaryFolder(), 'data') });
  const running = await startWorker(config, silentLogger());
  onTestFinished(async () => await running.stop());
  const { workers } = server.work;
  const newer = { id: 'newer', name: 'newer', kind: 'server', version: '99.0.0', startedAt: new Date() } as const;
  const beat = async (): Promise<void> =>
    await workers.beat({
      ...newer,
      encodersAtOnce: 1,
      loadPerCore: 0,
      isDraining: false,
      isOutOfRoom: false,
      jobs: [],
    });
  await beat();
  onTestFinished(async () => await workers.leave(newer.id));
  await expect(running.outdated).rejects.toMatchObject({ code: 'VERSION_MISMATCH', retry: 'later' });
  await beat();
  const env = { ...settings, LECTERN_DATA: join(temporaryFolder(), 'data') };
  const { code, stdout, stderr } = await startCli(['worker'], { env }).result;
  expect([code, stdout]).toEqual([2, '']);
  const own = packageVersion().replaceAll('.', String.raw`\.`);
  expect(stderr).toMatch(
    new RegExp(
      `^VERSION_MISMATCH: The servers run Lectern 99\\.0\\.0, this worker is ${own}\\. Run the same version .*\n$`,
    ),
  );
});

it('is refused where there is nothing to share, and by tables of another version', async () => {
  const alone = readConfig({ LECTERN_DATA: join(temporaryFolder(), 'data'), DATABASE_URL: settings['DATABASE_URL'] });
  await expect(startWorker(alone, silentLogger())).rejects.toMatchObject({ code: 'WORKER_UNSUITABLE' });
  const config = readConfig({ ...settings, LECTERN_DATA: join(temporaryFolder(), 'data') });
  const running = await startWorker(config, silentLogger());
  const { db } = server.work.database;
  await db.execute(sql`insert into drizzle.__drizzle_migrations (hash, created_at) values ('newer', 99999999999999)`);
  onTestFinished(
    async () => void (await db.execute(sql`delete from drizzle.__drizzle_migrations where hash = 'newer'`)),
  );
  await expect(running.outdated).rejects.toMatchObject({ code: 'VERSION_MISMATCH' });
  await running.stop();
  await expect(startWorker(config, silentLogger())).rejects.toMatchObject({ code: 'VERSION_MISMATCH' });
});
