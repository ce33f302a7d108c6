import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import pg from 'pg';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';

import { freePort } from '../../support/engines/engine-process.ts';
import { engineUrl } from '../../support/engines/engine.ts';
import { newBucket } from '../../support/engines/new-bucket.ts';
import { startNginx, type TestNginx } from '../../support/engines/start-nginx.ts';
import { HttpViewer } from '../../support/rolling/http-viewer.ts';
import { makeNextVersion, type NextVersion } from '../../support/rolling/next-version.ts';
import { uploadSlowly } from '../../support/rolling/resuming-upload.ts';
import { startCli } from '../../support/run-cli.ts';
import { AS_ADMIN, askAsAdmin, TEST_ADMIN } from '../../support/server/admin.ts';
import {
  type ChildProgram,
  type ChildServer,
  startChildServer,
  startChildWorker,
} from '../../support/server/child-server.ts';
import { generatedClip } from '../../support/server/generated-clip.ts';
import { TusClient } from '../../support/server/tus-client.ts';
import { untilEnded } from '../../support/server/video-watcher.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { newPostgresUrl } from '../../support/test-databases.ts';

const CLIP_SECONDS = 20;
const VERSION = '99.0.0';
const WAIT = { timeout: 60_000, interval: 100 };
/** nginx tells clients apart by the first three numbers. */
const ADDRESSES = ['127.0.1.1', '127.0.2.1', '127.0.3.1', '127.0.4.1'];

const folder = temporaryFolder((remove) => afterAll(remove));
const later = (end: () => Promise<void>): void => {
  afterAll(end);
};

let settings: Record<string, string>;
let next: NextVersion;
let nginx: TestNginx;
const servers: ChildServer[] = [];
const workers: ChildProgram[] = [];

async function startOne(index: number, program?: readonly string[]): Promise<ChildServer> {
  const port = servers[index] ? new URL(servers[index].url).port : String(await freePort());
  const own = { ...settings, PORT: port, LECTERN_TRUSTED_PROXIES: 'loopback' };
  return await startChildServer(join(folder, `server-${index}`), own, program && [...program, 'serve'], later);
}

async function startWorker(index: number, program?: readonly string[]): Promise<ChildProgram> {
  return await startChildWorker(join(folder, `worker-${index}`), settings, program && [...program, 'worker'], later);
}

beforeAll(async () => {
  const bucket = await newBucket();
  settings = {
    LECTERN_LADDER: '240,360',
    LECTERN_ENCODERS_AT_ONCE: '1',
    DATABASE_URL: await newPostgresUrl(),
    REDIS_URL: `${await engineUrl('redis')}/11`,
    ...bucket.settings,
  };
  next = makeNextVersion(join(folder, 'next'), VERSION, 'alter table "videos" add column "of_the_next_version" text;');
  for (const index of [0, 1]) servers.push(await startOne(index));
  workers.push(...(await Promise.all([0, 1].map(async (index) => await startWorker(index)))));
  nginx = await startNginx(
    folder,
    servers.map(({ url }) => url),
  );
  afterAll(() => nginx.stop());
});

/** A server in the place of another; done when the proxy gives it viewers again. */
async function replaceServer(index: number): Promise<void> {
  expect(await servers[index]?.kill('SIGTERM')).toBe(0);
  const server = await startOne(index, next.program);
  servers[index] = server;
  const before = nginx.log().length;
  await vi.waitUntil(
    () =>
      nginx
        .log()
        .slice(before)
        .includes(`${new URL(server.url).host}\n`),
    WAIT,
  );
}

function newViewer(address = '', headers: Record<string, string> = {}): HttpViewer {
  const viewer = new HttpViewer(nginx.url, address, headers);
  onTestFinished(async () => await viewer.stop());
  return viewer;
}

/** Pictures of each rendition of a video, by the tables. */
async function framesOf(id: string): Promise<Record<string, number>> {
  const client = new pg.Client({ connectionString: settings['DATABASE_URL'] });
  await client.connect();
  const { rows } = await client.query<{ rendition: string; frames: number }>(
    `select rendition_id as rendition, sum(sample_count)::int as frames from cells join videos v using (revision_id)
     where v.id = $1 and filled_at is not null and rendition_id <> 'audio' group by 1`,
    [id],
  );
  await client.end();
  return Object.fromEntries(rows.map(({ rendition, frames }) => [rendition, frames]));
}

it('is replaced by the next version, process by process, and nobody who plays, teaches or uploads notices', async () => {
  const bytes = await readFile(await generatedClip(folder, CLIP_SECONDS));
  const ready = await new TusClient(nginx.url).upload(bytes, 'ready.mp4');
  expect(await untilEnded(nginx.url, ready)).toMatchObject({ state: 'ready' });

  const browser = newViewer(ADDRESSES[0]);
  const json = { 'content-type': 'application/json' };
  const signedIn = await browser.ask('POST', '/api/v1/session', JSON.stringify(TEST_ADMIN), json);
  const cookie = { cookie: String(signedIn.headers['set-cookie']?.[0]).split(';')[0] ?? '' };
  const watch = async (id: string, address?: string): Promise<HttpViewer> => {
    const { body } = await browser.ask('POST', `/api/v1/videos/${id}/playback`, undefined, cookie);
    const viewer = newViewer(address, cookie);
    viewer.play((JSON.parse(body.toString()) as { hlsUrl: string }).hlsUrl);
    return viewer;
  };
  const uploads = ADDRESSES.map((address, i) => uploadSlowly(newViewer(address), bytes, `slow-${i}.mp4`));
  const viewers = await Promise.all(ADDRESSES.map(async (address) => await watch(ready, address)));
  const encoding = encodeAllTheTime(bytes);
  const [first = ''] = await encoding.whenPlayable();
  viewers.push(await watch(first, ADDRESSES[1]));
  await Promise.all(uploads.map(async ({ isUnderWay }) => await isUnderWay));

  await replaceServer(0);
  // The tables are not theirs any more.
  for (const { ended, process, output } of workers) {
    await ended;
    expect([process.exitCode, output()]).toEqual([2, expect.stringContaining('VERSION_MISMATCH')]);
  }
  await replaceServer(1);
  await Promise.all([0, 1].map(async (index) => await startWorker(index, next.program)));
  const listed = await askAsAdmin<{ workers: { version: string }[] }>(nginx.url, 'GET', '/admin/jobs');
  expect(listed.workers.map(({ version }) => version)).toEqual(Array.from({ length: 4 }, () => VERSION));

  const ids = [...(await encoding.end()), ...(await Promise.all(uploads.map(async (each) => await each.finish())))];
  for (const id of ids) {
    expect(await untilEnded(nginx.url, id)).toMatchObject({ state: 'ready' });
    expect(await framesOf(id)).toEqual({ '240p': CLIP_SECONDS * 25, '360p': CLIP_SECONDS * 25 });
  }
  for (const viewer of viewers) await viewer.stop();
  const seen = viewers.map(({ answered, longestMs, waits }) => [answered, Math.round(longestMs), [...waits]]);
  process.stdout.write(`viewers: answers, longest wait in ms, and what was asked for again: ${JSON.stringify(seen)}\n`);
  expect(viewers.flatMap(({ failures }) => failures).join('\n')).toBe('');
  const ofTheReadyOne = viewers.slice(0, ADDRESSES.length);
  expect(ofTheReadyOne.flatMap(({ waits }) => [...waits])).toEqual([]);
  // Nothing was sent for nothing.
  expect(uploads.map(({ beginnings }) => beginnings)).toEqual([1, 1, 1, 1]);
  const session = await browser.ask('GET', '/api/v1/session', undefined, cookie);
  expect([session.status, session.body.toString()]).toEqual([200, expect.stringContaining(TEST_ADMIN.email)]);
});

/** Uploads videos, the next as soon as the one before is encoded. */
function encodeAllTheTime(bytes: Buffer) {
  const client = newViewer(ADDRESSES[2]);
  const ids: string[] = [];
  let isOver = false;
  onTestFinished(() => void (isOver = true));
  const lookAt = async (id: string): Promise<{ state?: string; playable?: boolean }> => {
    const { status, body } = await client.ask('GET', `/api/v1/videos/${id}`, undefined, AS_ADMIN);
    return status === 200 ? (JSON.parse(body.toString()) as { state: string; playable: boolean }) : {};
  };
  const running = (async () => {
    while (!isOver) {
      const id = await uploadSlowly(client, bytes, `video ${ids.length}.mp4`, 0).finish();
      ids.push(id);
      await vi.waitUntil(async () => isOver || ['ready', 'failed'].includes((await lookAt(id)).state ?? ''), WAIT);
    }
  })();
  running.catch(() => undefined); // told at the end
  return {
    async whenPlayable(): Promise<string[]> {
      await vi.waitUntil(async () => ids[0] !== undefined && (await lookAt(ids[0])).playable === true, WAIT);
      return ids;
    },
    async end(): Promise<string[]> {
      isOver = true;
      await running;
      return ids;
    },
  };
}

it('does not let the version before on tables that have changed', async () => {
  const env = { ...settings, LECTERN_DATA: join(folder, 'server-0') };
  const { code, stderr } = await startCli(['serve'], { env }).result;
  expect([code, stderr]).toEqual([2, expect.stringMatching(/^VERSION_MISMATCH: The tables are of newer Lectern/m)]);
});
