import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { buildDatabaseTemplate } from '../../src/adapters/database/embedded/database-template.ts';
import { brokenIn, checkFolder } from '../support/check-folder.ts';
import { momentsOf, SEED, timeoutOf } from '../support/faults/fault-run.ts';
import { type FaultOutcome, tellFault } from '../support/faults/fault-table.ts';
import { mulberry32 } from '../support/faults/mulberry32.ts';
import { startCli } from '../support/run-cli.ts';
import { type ChildServer, startChildServer } from '../support/server/child-server.ts';
import { generatedClip } from '../support/server/generated-clip.ts';
import { TusClient } from '../support/server/tus-client.ts';
import { untilEnded, watchVideo } from '../support/server/video-watcher.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const SETTINGS = { LECTERN_LADDER: '240,360' };
const MOMENTS = momentsOf(5);

const folder = temporaryFolder((remove) => afterAll(remove));
const dataFolder = join(folder, 'data');
const random = mulberry32(SEED);
const outcomes: FaultOutcome[] = [];
afterAll(() => tellFault('one machine, embedded engines', 'kill -9 the server while a file is replaced', outcomes));

/** Files in turn, each of another length. */
let clips: readonly { readonly name: string; readonly seconds: number; readonly bytes: Uint8Array }[];
let server: ChildServer;
let id: string;
beforeAll(async () => {
  await buildDatabaseTemplate();
  clips = await Promise.all(
    [4, 6].map(async (seconds) => {
      const file = await generatedClip(folder, seconds);
      return { name: `${seconds}-seconds.mp4`, seconds, bytes: await readFile(file) };
    }),
  );
});

/** Begins an upload in the place of the video's file; answers its path. */
async function announce(clip: (typeof clips)[number]): Promise<string> {
  const created = await new TusClient(server.url).create(clip.bytes.length, { filename: clip.name, replaces: id });
  expect(created.status).toBe(201);
  return created.headers.get('location') ?? '';
}

/** Asks what has come and sends the rest, as every tus client does after a break. */
async function sendRest(path: string, bytes: Uint8Array): Promise<void> {
  const tus = new TusClient(server.url);
  const asked = await tus.request('HEAD', path);
  expect(asked.status).toBe(200);
  const offset = Number(asked.headers.get('upload-offset'));
  if (offset < bytes.length) expect((await tus.patch(path, offset, bytes.subarray(offset))).status).toBe(204);
}

const arrival = async (name: string) =>
  (await watchVideo(server.url, id, (video) => video.fileName === name && !video.replacement)).at(-1);

it(
  `ends with the new file under the same addresses, and nothing else (seed ${SEED})`,
  async () => {
    server = await startChildServer(dataFolder, SETTINGS);
    const [first, second] = clips;
    id = await new TusClient(server.url).upload(first!.bytes, first!.name);
    expect(await untilEnded(server.url, id)).toMatchObject({ state: 'ready' });
    // How long one takes when nothing happens.
    const startedAt = performance.now();
    await sendRest(await announce(second!), second!.bytes);
    await arrival(second!.name);
    const usualMs = performance.now() - startedAt;
    for (let moment = 0; moment < MOMENTS; moment++) {
      const outcome: { end: FaultOutcome['end'] } = { end: 'stuck' };
      outcomes.push(outcome);
      const clip = moment % 2 === 0 ? first! : second!;
      const path = await announce(clip);
      const killed = delay(random() * usualMs).then(async () => await server.kill('SIGKILL'));
      await sendRest(path, clip.bytes).catch(() => undefined); // it may die meanwhile
      await killed;
      server = await startChildServer(dataFolder, SETTINGS);
      // What played goes on, or the new file has come already: a video that is ready stays ready.
      const [now] = await watchVideo(server.url, id, () => true);
      expect(now).toMatchObject({ state: 'ready', playable: true });
      await sendRest(path, clip.bytes);
      expect(await arrival(clip.name)).toMatchObject({ state: 'ready', durationSeconds: clip.seconds });
      const source = join(dataFolder, 'media/originals', path.split('/').at(-1) ?? '', 'source.bin');
      expect(brokenIn(await checkFolder(join(dataFolder, 'media/hls', id), source))).toEqual([]);
      outcome.end = 'ready';
    }
    await server.kill('SIGTERM');
    const doctor = await startCli(['doctor', '--storage'], { env: { ...SETTINGS, LECTERN_DATA: dataFolder } }).result;
    expect(doctor.stdout).not.toMatch(/belongs to no|missing/);
    expect(readdirSync(join(dataFolder, 'work'))).toEqual([]);
    expect(readdirSync(join(dataFolder, 'uploads'))).toEqual([]);
  },
  timeoutOf(MOMENTS),
);
