import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { buildDatabaseTemplate } from '../../../src/adapters/database/embedded/database-template.ts';
import { encodeTarHeader } from '../../../src/adapters/backup/tar-header.ts';
import { examineBackup } from '../../../src/main/backup/examine-backup.ts';
import { brokenIn, checkFolder } from '../../support/check-folder.ts';
import { startCli } from '../../support/run-cli.ts';
import { adminFetch } from '../../support/server/admin.ts';
import { startChildServer } from '../../support/server/child-server.ts';
import { generatedClip } from '../../support/server/generated-clip.ts';
import { signedIn } from '../../support/server/signed-in.ts';
import { TusClient } from '../../support/server/tus-client.ts';
import { untilEnded, watchVideo } from '../../support/server/video-watcher.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const SETTINGS = { LECTERN_LADDER: '240,360', LECTERN_ENCODERS_AT_ONCE: '1' };

let root: string;
/** The original installation: one video is ready, one is half encoded. */
let dataFolder: string;
let readyId: string;
let halfId: string;
/** Made while its server ran. */
let archive: string;
let filledAtBackup: number;
/** Of somebody who was signed in meanwhile. */
let session: { name: string; value: string };

/** Runs one command on a data folder. */
async function lectern(data: string, ...args: string[]) {
  return await startCli(args, { env: { ...SETTINGS, LECTERN_DATA: data } }).result;
}

beforeAll(async () => {
  await buildDatabaseTemplate();
  root = temporaryFolder((remove) => afterAll(remove));
  dataFolder = join(root, 'first');
  archive = join(root, 'lectern.tgz');
});

it('writes a backup while the server runs', async () => {
  const [short, long] = [await generatedClip(root, 3), await generatedClip(root, 40)];
  const server = await startChildServer(dataFolder, SETTINGS);
  const tus = new TusClient(server.url);
  readyId = await tus.upload(short, 'Ready.mp4');
  expect((await untilEnded(server.url, readyId)).state).toBe('ready');
  halfId = await tus.upload(long, 'Half.mp4');
  const seen = await watchVideo(server.url, halfId, ({ progress }) => progress.percent >= 15);
  filledAtBackup = seen.at(-1)?.progress.percent ?? 0;
  const [cookie] = (await signedIn(server.url)).cookies;
  session = cookie ?? { name: '', value: '' };
  const made = await lectern(dataFolder, 'backup', archive);
  expect(made).toMatchObject({ code: 0, stderr: '' });
  expect(made.stdout).toMatch(/Backed up to .*lectern\.tgz: \d+ rows of \d+ tables and \d+ files of 2 videos/);
  await server.kill('SIGTERM');
  expect(readdirSync(dataFolder).filter((name) => /sock|spool/.test(name))).toEqual([]);
});

it('gives a new folder everything that the old one had: what was ready plays, what was half encoded goes on to ready', async () => {
  const restored = join(root, 'second');
  const result = await lectern(restored, 'restore', archive);
  expect(result).toMatchObject({ code: 0, stderr: '' });
  expect(result.stdout).toMatch(/Restored the backup of .* rows and \d+ files/);
  expect(readdirSync(restored).toSorted()).toEqual(['database', 'media']);

  // No session is in the file: whoever finds it is signed in as nobody.
  expect(gunzipSync(readFileSync(archive)).includes(session.value.split('.')[0] ?? '')).toBe(false);
  const server = await startChildServer(restored, SETTINGS);
  const headers = { cookie: `${session.name}=${session.value}` };
  expect((await fetch(`${server.url}/api/v1/videos`, { headers })).status).toBe(401);
  const half = await watchVideo(server.url, halfId, ({ state }) => state === 'ready' || state === 'failed');
  expect(half[0]?.progress.percent).toBeGreaterThanOrEqual(filledAtBackup);
  expect(half.at(-1)).toMatchObject({ state: 'ready', title: 'Half' });
  const ready = (await (await adminFetch(`${server.url}/api/v1/videos/${readyId}`)).json()) as { hlsUrl: string };
  const playlist = await adminFetch(new URL(ready.hlsUrl, server.url));
  expect(await playlist.text()).toContain('240p/playlist.m3u8');
  for (const id of [readyId, halfId]) {
    const report = await checkFolder(
      join(restored, 'media/hls', id),
      join(restored, 'media/originals', id, 'source.bin'),
    );
    expect(brokenIn(report)).toEqual([]);
  }
  await server.kill('SIGTERM');
});

it('encodes again what a backup without renditions does not hold', async () => {
  const small = join(root, 'small.tar');
  const restored = join(root, 'third');
  expect((await lectern(dataFolder, 'backup', small, '--without-renditions')).code).toBe(0);
  expect(readFileSync(small).includes('segment_00000.m4s')).toBe(false);
  expect((await lectern(restored, 'restore', small)).code).toBe(0);
  const server = await startChildServer(restored, SETTINGS);
  expect((await untilEnded(server.url, readyId)).state).toBe('ready');
  await server.kill('SIGTERM');
});

describe('a drill', () => {
  const drill = async (file: string, folder: string) =>
    await startCli(['restore', file, '--drill'], { env: { ...SETTINGS, LECTERN_DATA: dataFolder, TMPDIR: folder } })
      .result;
  const drillsIn = (folder: string) => readdirSync(folder).filter((name) => name.startsWith('lectern-'));

  it('proves that a backup can be restored, and leaves nothing', async () => {
    const [folder, before] = [temporaryFolder(), readdirSync(dataFolder)];
    const { code, stdout, stderr } = await drill(archive, folder);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/Restored the backup of .* rows and \d+ files.*\nThe drill went well/s);
    expect(drillsIn(folder)).toEqual([]);
    expect(readdirSync(dataFolder)).toEqual(before);
  });

  it('says of a backup without all media that it proves less, and of a damaged one that it cannot be restored', async () => {
    const folder = temporaryFolder();
    expect((await drill(join(root, 'small.tar'), folder)).stdout).toContain('not all in this backup');
    const cut = join(folder, 'cut.tgz');
    writeFileSync(cut, readFileSync(archive).subarray(0, 100_000));
    const { code, stderr } = await drill(cut, folder);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^BACKUP_DAMAGED/)]);
    expect(drillsIn(folder)).toEqual([]);
  });
});

describe('a restore', () => {
  it('refuses a folder that holds something; with --replace it moves that aside', async () => {
    const restored = join(root, 'fourth');
    mkdirSync(join(restored, 'media'), { recursive: true });
    writeFileSync(join(restored, 'media/mine.txt'), 'mine');
    const refused = await lectern(restored, 'restore', archive);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toMatch(/^DATA_NOT_EMPTY: .*media/);
    expect(readdirSync(restored)).toEqual(['media']);
    expect((await lectern(restored, 'restore', archive, '--replace')).code).toBe(0);
    const aside = readdirSync(restored).find((name) => name.startsWith('replaced-')) ?? '';
    expect(readFileSync(join(restored, aside, 'media/mine.txt'), 'utf8')).toBe('mine');
    expect(existsSync(join(restored, 'media/hls', readyId, 'master.m3u8'))).toBe(true);
  });

  it.each<[string, string, (plain: Buffer) => Buffer]>([
    ['cut off in the middle', 'BACKUP_DAMAGED', (plain) => plain.subarray(0, plain.length / 2)],
    ['cut off at its end', 'BACKUP_DAMAGED', (plain) => plain.subarray(0, plain.length - 3 * 1024)],
    ['with one changed byte', 'BACKUP_DAMAGED', (plain) => flipped(plain, plain.indexOf('#EXTM3U') + 20)],
    ['that is a video', 'BACKUP_FOREIGN', () => Buffer.from('\0\0\0\u0018ftypisom'.repeat(1000))],
    ['that is empty', 'BACKUP_FOREIGN', () => Buffer.alloc(0)],
    ['that is another tar file', 'BACKUP_FOREIGN', () => tarOf('notes.txt', 'hello')],
    ['whose names lead outside', 'BACKUP_DAMAGED', (plain) => withFirst(plain, tarOf('media/originals/../../x', 'x'))],
  ])('refuses a file %s', async (_what, code, spoil) => {
    const file = join(temporaryFolder(), 'spoilt.tar');
    writeFileSync(file, spoil(gunzipSync(readFileSync(archive))));
    await expect(examineBackup(file)).rejects.toMatchObject({ code });
  });

  it('reads the whole file before it touches anything', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'cut.tgz');
    writeFileSync(file, readFileSync(archive));
    truncateSync(file, Math.floor(statSync(file).size * 0.9));
    const result = await lectern(join(folder, 'data'), 'restore', file);
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toMatch(/^BACKUP_DAMAGED: /);
    expect(readdirSync(join(folder, 'data'))).toEqual([]);
  });
});

it('leaves no half backup where it cannot go on, and says what there is nothing of', async () => {
  const nowhere = await lectern(dataFolder, 'backup', join(root, 'no/such/folder/b.tar'));
  expect(nowhere.stderr).toMatch(/^BACKUP_UNWRITABLE: /);
  const nothing = await lectern(join(root, 'nothing'), 'backup', join(root, 'nothing.tar'));
  expect(nothing.stderr).toMatch(/^DATA_EMPTY: /);
  expect(readdirSync(root).filter((name) => name.endsWith('.part'))).toEqual([]);
});

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

/** One file of a tar file. */
function tarOf(name: string, text: string): Buffer {
  const content = Buffer.alloc(512);
  content.write(text);
  return Buffer.concat([encodeTarHeader({ name, sizeBytes: text.length }, 0), content]);
}

/** Puts something behind the head of a backup. */
function withFirst(plain: Buffer, added: Buffer): Buffer {
  return Buffer.concat([plain.subarray(0, 1024), added, plain.subarray(1024)]);
}
