import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import { afterAll, expect, it, onTestFinished } from 'vitest';

import { buildDatabaseTemplate } from '../../../src/adapters/database/embedded/database-template.ts';
import { readConfig } from '../../../src/config/read-config.ts';
import { silentLogger } from '../../../src/kernel/logger.ts';
import { type RunningServer, startServer } from '../../../src/main/serve/start-server.ts';
import { newBucket } from '../../support/engines/new-bucket.ts';
import { type CliResult, listTree, startCli } from '../../support/run-cli.ts';
import { adminFetch, TEST_API_KEY } from '../../support/server/admin.ts';
import { generatedClip } from '../../support/server/generated-clip.ts';
import { TusClient } from '../../support/server/tus-client.ts';
import { untilEnded } from '../../support/server/video-watcher.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { newPostgresUrl } from '../../support/test-databases.ts';

const folder = temporaryFolder((remove) => afterAll(remove));

/** The first segment as a player finds it. */
async function play(url: string, id: string): Promise<string> {
  const master = await (await adminFetch(`${url}/v/${id}/master.m3u8`)).text();
  const playlist = /^.*240p\/playlist\.m3u8$/m.exec(master)?.[0] ?? '';
  const segment = await adminFetch(`${url}/v/${id}/${playlist.replace('playlist.m3u8', 'segment_00000.m4s')}`);
  return Buffer.from(await segment.arrayBuffer()).toString('latin1', 4, 8);
}

it('moves a running installation to PostgreSQL and S3, and every video plays on', async () => {
  await buildDatabaseTemplate();
  const bucket = await newBucket();
  const data = join(folder, 'data');
  const own = { LECTERN_DATA: data, LECTERN_LADDER: '240', LECTERN_API_KEY: TEST_API_KEY, PORT: '0' };
  const grown = { ...own, ...bucket.settings, DATABASE_URL: await newPostgresUrl() };
  let server: RunningServer | undefined;
  onTestFinished(async () => await server?.stop());
  const start = async (settings: Record<string, string>): Promise<string> => {
    const config = readConfig({ ...settings, LECTERN_DISK_RESERVE_BYTES: '1000000' });
    server = await startServer(config, silentLogger());
    return server.url;
  };
  const run = async (...args: string[]): Promise<CliResult> => await startCli(args, { env: grown }).result;

  let url = await start(own);
  const id = await new TusClient(url).upload(await generatedClip(folder, 5), 'lecture.mp4');
  expect(await untilEnded(url, id)).toMatchObject({ state: 'ready' });
  const files = await listTree(join(data, 'media'));

  expect((await run('import-embedded')).stderr).toMatch(/^DATA_IN_USE/);
  expect(await run('migrate-storage')).toMatchObject({ code: 0, stderr: '' });
  expect((await bucket.keys('hls/')).concat(await bucket.keys('originals/'))).toEqual(files);
  // The server goes on writing: what was copied is another file by now.
  const rewritten = files.find((file) => file.endsWith('report.json')) ?? '';
  writeFileSync(join(data, 'media', rewritten), '{"by": "a server that went on"}');
  expect((await run('migrate-storage')).stdout).toMatch(/^1 files copied/);
  await server?.stop();
  expect(await run('import-embedded')).toMatchObject({ code: 0, stderr: '' });
  expect((await run('import-embedded')).stderr).toMatch(/^DATABASE_NOT_EMPTY/);

  url = await start(grown);
  expect(await play(url, id)).toBe('moof');
  expect((await run('migrate-storage')).stdout).toMatch(/^0 files copied/);
  expect(await run('migrate-storage', '--delete-local')).toMatchObject({ code: 0 });
  expect(
    readdirSync(join(data, 'media'), { recursive: true, withFileTypes: true }).filter((each) => each.isFile()),
  ).toEqual([]);
  expect(await play(url, id)).toBe('moof');

  expect((await adminFetch(`${url}/api/v1/videos/${id}`, { method: 'DELETE' })).status).toBe(204);
  expect(await bucket.keys()).toEqual([]);
  expect(existsSync(join(data, 'database'))).toBe(true);
});

/** Ends each run by kill -9 after a while, sooner and later, until one has come to its end. */
async function killedUntilItEnds(
  args: readonly string[],
  env: Record<string, string>,
  onKill: () => Promise<void>,
): Promise<CliResult & { kills: number }> {
  const started = performance.now();
  await startCli([...args, '--help'], { env }).result;
  const startMs = performance.now() - started;
  for (let kills = 0; ; kills++) {
    const { child, result } = startCli(args, { env });
    // A slow start must not make the first one too late, nor a slow machine the last one too far away.
    const timer = setTimeout(() => child.kill('SIGKILL'), startMs * 0.4 * 1.25 ** kills);
    const ended = await result;
    clearTimeout(timer);
    if (ended.signal === null) return { ...ended, kills };
    await onKill();
  }
}

it('moves an installation although every step is killed (kill -9) again and again, and videos play meanwhile', async () => {
  await buildDatabaseTemplate();
  const bucket = await newBucket();
  const data = join(folder, 'killed');
  const own = { LECTERN_DATA: data, LECTERN_LADDER: '240', LECTERN_API_KEY: TEST_API_KEY, PORT: '0' };
  const grown = { ...own, ...bucket.settings, DATABASE_URL: await newPostgresUrl() };
  let server: RunningServer | undefined;
  onTestFinished(async () => await server?.stop());
  const start = async (settings: Record<string, string>): Promise<string> => {
    server = await startServer(readConfig({ ...settings, LECTERN_DISK_RESERVE_BYTES: '1000000' }), silentLogger());
    return server.url;
  };
  let url = await start(own);
  // Large enough to be stored in parts: a box that players pass over.
  const box = Buffer.alloc(20 * 1024 ** 2);
  box.writeUInt32BE(box.length);
  box.write('free', 4);
  const lecture = Buffer.concat([readFileSync(await generatedClip(folder, 5)), box]);
  const id = await new TusClient(url).upload(lecture, 'lecture.mp4');
  expect(await untilEnded(url, id)).toMatchObject({ state: 'ready' });
  const files = await listTree(join(data, 'media'));

  const moved = await killedUntilItEnds(['migrate-storage'], grown, async () => {
    expect(await play(url, id)).toBe('moof');
  });
  expect(moved).toMatchObject({ code: 0, stderr: '' });
  expect(moved.kills).toBeGreaterThan(0);
  expect((await bucket.keys('hls/')).concat(await bucket.keys('originals/'))).toEqual(files);
  expect(Buffer.compare(await bucket.read(`originals/${id}/source.bin`), lecture)).toBe(0);
  const unfinished = await bucket.client.send(new ListMultipartUploadsCommand({ Bucket: bucket.bucket }));
  expect(unfinished.Uploads ?? []).toEqual([]);

  await server?.stop();
  const imported = await killedUntilItEnds(['import-embedded'], grown, () => Promise.resolve());
  // Nobody heard of it where the kill came after the last statement.
  if (imported.code !== 0) expect(imported.stderr).toMatch(/^DATABASE_NOT_EMPTY/);
  expect(imported.kills).toBeGreaterThan(0);
  url = await start(grown);
  expect(await play(url, id)).toBe('moof');

  const last = await killedUntilItEnds(['migrate-storage', '--delete-local'], grown, async () => {
    expect(await play(url, id)).toBe('moof');
  });
  expect(last).toMatchObject({ code: 0, stderr: '' });
  expect(await listTree(join(data, 'media'))).toEqual([]);
  expect(await play(url, id)).toBe('moof');
}, 300_000);

it('lets pages on another origin read the bucket', async () => {
  const { settings, bucket } = await newBucket();
  const env = { LECTERN_DATA: join(folder, 'cors'), ...settings };
  const { code, stdout } = await startCli(['cors', '--origin', 'https://learn.example'], { env }).result;
  expect([code, stdout]).toEqual([0, expect.stringContaining('https://learn.example')]);
  const preflight = await fetch(`${settings['S3_ENDPOINT']}/${bucket}/hls/a`, {
    method: 'OPTIONS',
    headers: {
      origin: 'https://learn.example',
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'range',
    },
  });
  expect(preflight.headers.get('access-control-allow-origin')).toBe('https://learn.example');
  const wrong = await startCli(['cors', '--origin', 'https://learn.example/path'], { env }).result;
  expect(wrong.stderr).toMatch(/^CONFIG_INVALID/);
});
