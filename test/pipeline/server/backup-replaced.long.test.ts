import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { buildDatabaseTemplate } from '../../../src/adapters/database/embedded/database-template.ts';
import { brokenIn, checkFolder } from '../../support/check-folder.ts';
import { startCli } from '../../support/run-cli.ts';
import { startChildServer } from '../../support/server/child-server.ts';
import { generatedClip } from '../../support/server/generated-clip.ts';
import { TusClient } from '../../support/server/tus-client.ts';
import { untilEnded, watchVideo } from '../../support/server/video-watcher.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const SETTINGS = { LECTERN_LADDER: '240,360', LECTERN_ENCODERS_AT_ONCE: '1' };

let root: string;
let dataFolder: string;
/** Its file was replaced once, and is about to be a second time. */
let id: string;
let shownFile: string;
let nextFile: string;

async function lectern(data: string, ...args: string[]) {
  return await startCli(args, { env: { ...SETTINGS, LECTERN_DATA: data } }).result;
}

beforeAll(async () => {
  await buildDatabaseTemplate();
  root = temporaryFolder((remove) => afterAll(remove));
  dataFolder = join(root, 'first');
});

it('is backed up while a third file is made ready for a video that shows its second', async () => {
  const server = await startChildServer(dataFolder, SETTINGS);
  const tus = new TusClient(server.url);
  id = await tus.upload(await generatedClip(root, 2), 'first.mp4');
  await untilEnded(server.url, id);
  shownFile = await tus.upload(await generatedClip(root, 4), 'second.mp4', { replaces: id });
  await watchVideo(server.url, id, ({ fileName }) => fileName === 'second.mp4');
  nextFile = await tus.upload(await generatedClip(root, 40), 'third.mp4', { replaces: id });
  await watchVideo(server.url, id, ({ replacement }) => (replacement?.percent ?? 0) > 10);
  for (const [name, ...options] of [['whole.tgz'], ['small.tgz', '--without-renditions']]) {
    expect(await lectern(dataFolder, 'backup', join(root, name ?? ''), ...options)).toMatchObject({ code: 0 });
  }
  await server.kill('SIGTERM');
});

it('brings back a video whose file was replaced, and goes on with the file that is to replace that', async () => {
  const restored = join(root, 'second');
  expect(await lectern(restored, 'restore', join(root, 'whole.tgz'))).toMatchObject({ code: 0, stderr: '' });
  const originals = readdirSync(join(restored, 'media/originals'));
  expect(originals.toSorted()).toEqual([id, shownFile, nextFile].toSorted());
  const server = await startChildServer(restored, SETTINGS);
  const seen = await watchVideo(server.url, id, ({ fileName }) => fileName === 'third.mp4');
  expect(seen[0]).toMatchObject({ state: 'ready', fileName: 'second.mp4', durationSeconds: 4 });
  expect(seen.at(-1)).toMatchObject({ state: 'ready', durationSeconds: 40 });
  const source = join(restored, 'media/originals', nextFile, 'source.bin');
  expect(brokenIn(await checkFolder(join(restored, 'media/hls', id), source))).toEqual([]);
  await server.kill('SIGTERM');
});

it('encodes what is in no backup from the newest file', async () => {
  const restored = join(root, 'third');
  expect(await lectern(restored, 'restore', join(root, 'small.tgz'))).toMatchObject({ code: 0, stderr: '' });
  const server = await startChildServer(restored, SETTINGS);
  expect(await untilEnded(server.url, id)).toMatchObject({
    ...{ state: 'ready', fileName: 'third.mp4', durationSeconds: 40 },
  });
  await server.kill('SIGTERM');
  expect(existsSync(join(restored, 'media/originals', nextFile))).toBe(true);
  const doctor = await lectern(restored, 'doctor', '--storage');
  expect(doctor.stdout).not.toMatch(/missing|belongs to no/);
});
