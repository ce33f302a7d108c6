import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { createFolderObjectStore } from '../../../src/adapters/object-store/folder-object-store.ts';
import { AppError } from '../../../src/kernel/app-error.ts';
import type { RunningServer } from '../../../src/main/serve/start-server.ts';
import type { ObjectStore } from '../../../src/ports/object-store.ts';
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
beforeAll(async () => {
  const folder = temporaryFolder((remove) => afterAll(remove));
  clip = await generatedClip(folder, 2);
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
