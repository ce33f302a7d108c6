import { afterAll, beforeAll, expect, it } from 'vitest';

import type { RunningServer } from '../../../src/main/serve/start-server.ts';
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

let server: RunningServer & { dataFolder: string };
let clip: string;
beforeAll(async () => {
  clip = await generatedClip(
    temporaryFolder((remove) => afterAll(remove)),
    2,
  );
  const settings = { LECTERN_LADDER: '240', LECTERN_DISK_RESERVE_BYTES: String(RESERVE) };
  server = await startTestServer({ settings, replace: { diskRoom } });
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
