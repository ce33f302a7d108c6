import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

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
