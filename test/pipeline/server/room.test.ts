import { existsSync, readdirSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';

import { createFolderObjectStore } from '../../../src/adapters/object-store/folder-object-store.ts';
import { AppError } from '../../../src/kernel/app-error.ts';
import type { RunningServer } from '../../../src/main/serve/start-server.ts';
import { newId } from '../../../src/kernel/ids.ts';
import { deleteVideo } from '../../../src/pipeline/control/delete-video.ts';
import { reencodeVideo } from '../../../src/pipeline/control/reencode-video.ts';
import { beginUpload } from '../../../src/pipeline/upload/begin-upload.ts';
import type { ObjectStore } from '../../../src/ports/object-store.ts';
import { runFfmpeg } from '../../support/run-ffmpeg.ts';
import { adminFetch } from '../../support/server/admin.ts';
import { generatedClip } from '../../support/server/generated-clip.ts';
import { startTestServer } from '../../support/server/test-server.ts';
import { TusClient } from '../../support/server/tus-client.ts';
import { untilEnded } from '../../support/server/video-watcher.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const RESERVE = 1_000_000;
let freeBytes = 1e12;
let onLook: (() => void) | undefined;
const diskRoom = (): Promise<number> => {
  onLook?.();
  return Promise.resolve(freeBytes);
};

let onPut: ((key: string) => void) | undefined;

let server: RunningServer & { dataFolder: string };
let clip: string;
let transportStream: string;
beforeAll(async () => {
  const folder = temporaryFolder((remove) => afterAll(remove));
  clip = await generatedClip(folder, 2);
  transportStream = join(folder, 'clip.ts');
  await runFfmpeg('-i', clip, '-c', 'copy', transportStream);
  const settings = { LECTERN_LADDER: '240', LECTERN_DISK_RESERVE_BYTES: String(RESERVE) };
  const real = createFolderObjectStore(join(folder, 'media'));
  const objects: ObjectStore = {
    ...real,
    async put(key, bytes) {
      onPut?.(key);
      await real.put(key, bytes);
    },
  };
  server = await startTestServer({ settings, replace: { diskRoom, objects } });
});

it('pauses work while the disk is nearly full, says so, and goes on by itself', async () => {
  const isPaused = async (): Promise<unknown> =>
    ((await (await adminFetch(`${server.url}/api/v1/limits`)).json()) as { isPausedForRoom: boolean }).isPausedForRoom;
  expect(await isPaused()).toBe(false);
  // The disk fills up while the video is being sent.
  const { context } = server.work;
  let looks = 0;
  const waiting = new Promise<void>((resolve) => {
    onLook = () => {
      if (freeBytes < RESERVE / 2 && ++looks === 3) resolve();
    };
  });
  const created = new Promise<void>((resolve) => {
    const stop = context.events.subscribe(({ type }) => {
      if (type !== 'video.created') return;
      freeBytes = RESERVE / 2 - 1;
      stop();
      resolve();
    });
  });
  const id = await new TusClient(server.url).upload(clip, 'clip.mp4');
  await created;
  await waiting;
  expect(await isPaused()).toBe(true);
  expect(await context.videos.find(id)).toMatchObject({ state: 'processing', isPlayable: false });
  freeBytes = 1e12;
  expect(await untilEnded(server.url, id)).toMatchObject({ state: 'ready' });
});

it('tries again, without counting it, what did not fit on a disk that is full', async () => {
  Object.assign(server.work.context.settings, { retryDelayMs: 1 });
  let failures = 0;
  onPut = (key) => {
    if (!key.endsWith('.m4s') || failures === 5) return;
    failures++;
    // Full until this has failed, and then the disk has room again.
    freeBytes = 0;
    setTimeout(() => (freeBytes = 1e12), 100);
    throw new AppError('DISK_FULL', { message: `There is no room to store ${key}.`, retry: 'later' });
  };
  const id = await new TusClient(server.url).upload(clip, 'clip.mp4');
  expect(await untilEnded(server.url, id)).toMatchObject({ state: 'ready' });
  expect(failures).toBe(5);
});

it('fails a video whose file cannot be rewritten in the room there is, keeps nothing of it, and takes it up again', async () => {
  const { context } = server.work;
  const room = 20_000;
  const stop = context.events.subscribe(({ type }) => {
    if (type === 'video.created') freeBytes = RESERVE / 2 + room;
  });
  onTestFinished(stop);
  const id = await new TusClient(server.url).upload(transportStream, 'clip.ts');
  const work = join(context.settings.workRoot, id);
  expect(await untilEnded(server.url, id)).toMatchObject({ state: 'failed', error: { code: 'DISK_FULL' } });
  expect(existsSync(work) ? readdirSync(work) : []).toEqual([]);
  // Until it has a plan it may have to be rewritten: it keeps room for that too.
  freeBytes = 1e12;
  const paused = new Promise<void>((resolve) => {
    onLook = () => {
      freeBytes = 0;
      resolve();
    };
  });
  await adminFetch(`${server.url}/api/v1/videos/${id}/retry`, { method: 'POST' });
  await paused;
  onLook = undefined;
  const sizeBytes = (await stat(transportStream)).size;
  const other = { id: newId(), fileName: 'other.mp4', sizeBytes: 1000 };
  freeBytes = RESERVE + 2 * sizeBytes + 2000 - 1;
  await expect(beginUpload(context, other)).rejects.toMatchObject({ code: 'DISK_FULL' });
  freeBytes = 1e12;
  expect(await untilEnded(server.url, id)).toMatchObject({ state: 'ready' });
});

it('encodes no video anew for which there is no room, and keeps room for one that is', async () => {
  const { context } = server.work;
  const id = await new TusClient(server.url).upload(clip, 'clip.mp4');
  expect(await untilEnded(server.url, id)).toMatchObject({ state: 'ready' });
  const { sizeBytes = 0 } = (await context.videos.find(id)) ?? {};
  freeBytes = RESERVE + sizeBytes - 1;
  await expect(reencodeVideo(context, id)).rejects.toMatchObject({ code: 'DISK_FULL', retry: 'later' });
  expect(await context.reencodes.find(id)).toBeUndefined();
  freeBytes = RESERVE + sizeBytes;
  await context.reencodes.begin(id, newId()); // begun, and not a byte of it made
  const other = { id: newId(), fileName: 'other.mp4', sizeBytes: 1 };
  await expect(beginUpload(context, other)).rejects.toMatchObject({ code: 'DISK_FULL' });
  // Where a bucket holds what is made, the disk of the server is not asked for it.
  const inBucket = { ...context, settings: { ...context.settings, hasOthers: true } };
  expect(await beginUpload(inBucket, other)).toMatchObject({ state: 'uploading' });
  // Nor for what another server takes: of that upload nothing lies here.
  const [elsewhere, third] = [newId(), newId()];
  await context.videos.create({ id: elsewhere, title: 'Elsewhere', fileName: 'elsewhere.mp4', sizeBytes: 1e12 });
  expect(await beginUpload(inBucket, { ...other, id: third })).toMatchObject({ state: 'uploading' });
  freeBytes = 1e12;
  for (const each of [id, other.id, elsewhere, third]) await deleteVideo(context, each);
});

it('refuses an upload for which, with what is made of it, there is no room', async () => {
  const announce = async (bytes: number): Promise<Response> =>
    await adminFetch(`${server.url}/api/v1/uploads`, {
      method: 'POST',
      headers: { 'tus-resumable': '1.0.0', 'upload-length': String(bytes), 'upload-metadata': 'filename Y2xpcC5tcDQ=' },
    });
  freeBytes = RESERVE + 2000;
  expect((await announce(1001)).status).toBe(507);
  const accepted = await announce(1000);
  expect(accepted.status).toBe(201);
  // It has its room; the next one has none.
  expect((await announce(1)).status).toBe(507);
});
