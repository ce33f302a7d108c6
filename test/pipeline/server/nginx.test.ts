import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { newId } from '../../../src/kernel/ids.ts';
import type { AssembledServer } from '../../../src/main/serve/start-server.ts';
import { segmentFileName } from '../../../src/media/plan/names.ts';
import { summarizePlan } from '../../../src/videos/revision.ts';
import { startNginx, type TestNginx } from '../../support/engines/start-nginx.ts';
import { AS_ADMIN } from '../../support/server/admin.ts';
import { assembleTestServer } from '../../support/server/test-server.ts';
import { Visitor } from '../../support/server/visitor.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { tinyPlan } from '../../support/tiny-plan.ts';

const BYTES = randomBytes(200_000);
const PREFIX = '/lectern-media/';
const folder = temporaryFolder((remove) => afterAll(remove));

/** A server with one video of which only the first cell of 360p is filled, and nginx before it. */
interface Proxied {
  readonly server: AssembledServer;
  readonly nginx: TestNginx;
  readonly videoId: string;
  /** `<video>/<revision>/360p/`. */
  readonly cells: string;
  fill(segmentIndex: number): Promise<void>;
  /** Address of the video for the administrator's session, on nginx. */
  readonly sessionRoot: string;
  readonly cookie: string;
  /** Ends that session. */
  signOut(): Promise<unknown>;
  /** Questions that have come to Lectern about segments, without the address's token. */
  readonly questions: string[];
  /** The same for the administrator's key. */
  readonly keyRoot: string;
}

async function openProxied(isAccelerated: boolean): Promise<Proxied> {
  const settings: Record<string, string> = isAccelerated ? { LECTERN_ACCEL_PREFIX: PREFIX } : {};
  const server = await assembleTestServer({ settings });
  const upstream = await server.app.listen({ host: '127.0.0.1', port: 0 });
  const mediaFolder = isAccelerated ? join(server.dataFolder, 'media') : undefined;
  const nginx = await startNginx(folder, upstream, { mediaFolder });
  const { videos, revisions, objects, events } = server.work.context;
  const [videoId, revisionId, plan] = [newId(), newId(), tinyPlan()];
  await videos.create({ id: videoId, title: 'Lecture', fileName: 'lecture.mp4' });
  await videos.transition(videoId, 'finishUpload');
  await revisions.save({ id: revisionId, videoId, plan, summary: summarizePlan(plan) });
  const cells = `${videoId}/${revisionId}/360p/`;
  const fill = async (segmentIndex: number): Promise<void> => {
    const cell = { renditionId: '360p', segmentIndex };
    const lease = await revisions.cells(revisionId).lease([cell], 'test');
    await objects.put(`hls/${cells}${segmentFileName(segmentIndex)}`, BYTES);
    const bytes = { sizeBytes: BYTES.length, sha256: 'x', sampleCount: 50, durationTicks: 50_000, keyFrameEndBytes: 5 };
    const filled = { ...cell, ...bytes, costMs: 1 };
    await revisions.cells(revisionId).markFilled(lease!, filled);
    events.publish({ type: 'cell.filled', videoId, revisionId, ...cell });
  };
  await fill(0);
  await objects.put(`hls/${videoId}/master.m3u8`, Buffer.from('#EXTM3U\n'));
  const visitor = new Visitor(server);
  await visitor.signIn();
  const rootFor = async (headers: Record<string, string>): Promise<string> => {
    const asked = { method: 'POST' as const, url: `/api/v1/videos/${videoId}/playback`, headers };
    const { hlsUrl } = (await server.app.inject(asked)).json<{ hlsUrl: string }>();
    return `${nginx.url}${hlsUrl.replace('/master.m3u8', '')}`;
  };
  const sessionRoot = await rootFor({ authorization: '', cookie: visitor.cookie });
  const { cookie } = visitor;
  const signOut = async (): Promise<unknown> => await visitor.ask('DELETE', '/session');
  const questions: string[] = [];
  server.app.server.on('request', ({ method, url = '' }) => {
    if (method === 'HEAD') questions.push(url.replace(/^\/v\/[^/]{21,}/, ''));
  });
  const keyRoot = await rootFor(AS_ADMIN);
  return { server, nginx, videoId, cells, fill, sessionRoot, cookie, signOut, questions, keyRoot };
}

async function bytesOf(response: Response): Promise<Buffer> {
  return Buffer.from(await response.arrayBuffer());
}

describe.each([
  { name: 'sends segments from the disk by X-Accel-Redirect', isAccelerated: true },
  { name: 'keeps segments in its cache', isAccelerated: false },
])('nginx that $name', ({ isAccelerated }) => {
  let on: Proxied;
  let segment: string;
  beforeAll(async () => {
    on = await openProxied(isAccelerated);
    segment = on.cells.slice(on.videoId.length) + segmentFileName(0);
  });

  afterAll(async () => await on.nginx.stop());

  it('gives a session and a key the right bytes, ranges and headers, whoever came first', async () => {
    for (let round = 0; round < 2; round++) {
      const own = await fetch(`${on.sessionRoot}${segment}`, { headers: { cookie: on.cookie } });
      expect([own.status, own.headers.get('content-type')]).toEqual([200, 'video/iso.segment']);
      expect(own.headers.get('cache-control')).toBe('private, max-age=31536000, immutable');
      expect(own.headers.get('access-control-allow-origin')).toBeNull();
      expect(own.headers.get('vary')?.toLowerCase()).toContain('cookie');
      expect((await bytesOf(own)).equals(BYTES)).toBe(true);
      const foreign = { headers: { origin: 'https://school.example' } };
      const shared = await fetch(`${on.keyRoot}${segment}`, foreign);
      expect(shared.headers.get('access-control-allow-origin')).toBe('*');
      expect(shared.headers.get('access-control-expose-headers')).toContain('X-Lectern-Held-Ms');
      expect(shared.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
      expect(shared.headers.get('vary')?.toLowerCase() ?? '').not.toContain('cookie');
      expect((await bytesOf(shared)).equals(BYTES)).toBe(true);
    }
    const part = await fetch(`${on.keyRoot}${segment}`, { headers: { range: 'bytes=1000-2999' } });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 1000-2999/${BYTES.length}`]);
    expect((await bytesOf(part)).equals(BYTES.subarray(1000, 3000))).toBe(true);
    const etag = part.headers.get('etag') ?? '';
    const same = await fetch(`${on.keyRoot}${segment}`, { headers: { 'if-none-match': etag } });
    expect([etag === '', same.status]).toEqual([false, 304]);
  });

  it('gets the bytes from where it says', async () => {
    const direct = await on.server.app.inject({ url: new URL(`${on.keyRoot}${segment}`).pathname });
    const location = isAccelerated ? `${PREFIX}hls/${on.cells}${segmentFileName(0)}` : undefined;
    expect([direct.headers['x-accel-redirect'], direct.rawPayload.length]).toEqual([
      location,
      isAccelerated ? 0 : BYTES.length,
    ]);
    expect((await fetch(`${on.keyRoot}${segment}`)).headers.get('x-accel-redirect')).toBeNull();
  });

  it('gives nothing to whoever has no right', async () => {
    const token = new URL(on.sessionRoot).pathname;
    for (const address of [
      `${on.sessionRoot}${segment}`, // without its cookie
      `${on.nginx.url}/v/${on.videoId}${segment}`, // without a token
      `${on.nginx.url}/v/sforged${token.slice(10)}${segment}`,
    ]) {
      expect([403, 404], address).toContain((await fetch(address)).status);
    }
  });

  it('keeps its internal places to itself, however they are spelled', async () => {
    const paths = ['', 'hls/', `hls/${on.cells}${segmentFileName(0)}`].flatMap((rest) => [
      `${PREFIX}${rest}`,
      `/v/..${PREFIX}${rest}`,
      `//lectern-media/${rest}`,
      `/%6cectern-media/${rest}`,
      `${PREFIX}hls/../../database/PG_VERSION`,
      `${PREFIX}hls../database/PG_VERSION`,
    ]);
    for (const path of [...paths, '/lectern-may-play']) {
      const answer = await askRaw(on.nginx.url, path);
      expect(answer.body.includes(BYTES.subarray(0, 100)), path).toBe(false);
      expect(answer.status === 200 && !answer.body.includes('<!doctype html'), `${path}: ${answer.status}`).toBe(false);
    }
  });

  it('holds a request for an empty cell until it is filled', async () => {
    const empty = on.cells.slice(on.videoId.length) + segmentFileName(1);
    const asked = fetch(`${on.keyRoot}${empty}`);
    const wants = async () => await on.server.work.context.urgentJobs.isIdle();
    await vi.waitUntil(async () => !(await wants()), { timeout: 30_000 });
    await on.fill(1);
    const answer = await asked;
    expect(answer.status).toBe(200);
    expect(Number(answer.headers.get('x-lectern-held-ms'))).toBeGreaterThanOrEqual(0);
    expect(answer.headers.get('x-lectern-held-ms')).not.toBeNull();
    expect((await bytesOf(answer)).equals(BYTES)).toBe(true);
    expect((await fetch(`${on.keyRoot}${empty}`)).headers.get('x-lectern-held-ms')).toBeNull();
  });

  it('writes no token to its log', () => {
    const tokens = [on.sessionRoot, on.keyRoot].map((root) => new URL(root).pathname.split('/')[2] ?? '');
    for (const token of tokens) expect(on.nginx.log()).not.toContain(token);
    expect(on.nginx.log()).toContain('/v/TOKEN/');
  });

  it('keeps one copy for all sessions, or none', async () => {
    const { headers } = await fetch(`${on.sessionRoot}${segment}`, { headers: { cookie: `other=1; ${on.cookie}` } });
    expect(headers.get('x-cache')).toBe(isAccelerated ? null : 'HIT');
  });

  describe('a video that is ready', () => {
    const second = (): string => segment.replace(segmentFileName(0), segmentFileName(1));
    const withCookie = (): RequestInit => ({ headers: { cookie: on.cookie } });

    beforeAll(async () => {
      on.questions.length = 0;
      await fetch(`${on.keyRoot}${segment}`);
      await fetch(`${on.keyRoot}${second()}`);
      // While it is encoded each is asked about.
      const about = [segment, second()].map((each) => `/${on.videoId}${each}`);
      expect(on.questions).toEqual(about);
      await on.server.work.context.videos.transition(on.videoId, 'finish');
      const { pathname } = new URL(`${on.keyRoot}${segment}`);
      const isKnown = async () =>
        (await on.server.app.inject({ method: 'HEAD', url: pathname })).headers['x-accel-expires'] !== undefined;
      await vi.waitUntil(isKnown, { timeout: 30_000 });
    });

    it('is asked about once in seconds for each viewer, not for each segment', async () => {
      const askedFor = async () => {
        on.questions.length = 0;
        for (const part of [segment, second(), segment, second(), segment, second()]) {
          const answer = await fetch(`${on.keyRoot}${part}`);
          expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'video/iso.segment']);
          expect(answer.headers.get('access-control-allow-origin')).toBe('*');
          expect((await bytesOf(answer)).equals(BYTES)).toBe(true);
        }
        return on.questions.length;
      };
      await expect.poll(askedFor).toBe(0);
      const none = await fetch(`${on.keyRoot}${segment.replace(segmentFileName(0), segmentFileName(9999))}`);
      expect([none.status, ((await none.json()) as { error: { code: string } }).error.code]).toEqual([
        404,
        'NOT_FOUND',
      ]);
    });

    it('is given to nobody else because of that', async () => {
      expect((await fetch(`${on.sessionRoot}${segment}`, withCookie())).status).toBe(200);
      const token = new URL(on.sessionRoot).pathname.split('/')[2] ?? '';
      const other = `/v/${token}/${newId()}${segment}`;
      for (const [path, init] of [
        [new URL(`${on.sessionRoot}${segment}`).pathname, {}],
        [new URL(`${on.sessionRoot}${segment}`).pathname, { headers: { cookie: `${on.cookie}x` } }],
        [other, withCookie()],
        [`/v/${on.videoId}${segment}`, withCookie()],
        [`/v/${token}x/${on.videoId}${segment}`, withCookie()],
      ] as const) {
        expect([403, 404], path).toContain((await fetch(`${on.nginx.url}${path}`, init)).status);
      }
    });

    it('is not given any more, seconds after its viewer has signed out', async () => {
      const status = async () => (await fetch(`${on.sessionRoot}${segment}`, withCookie())).status;
      expect(await status()).toBe(200);
      await on.signOut();
      await expect.poll(status).toBe(403);
    });
  });
});

/** `fetch` would tidy the path. */
async function askRaw(url: string, path: string): Promise<{ status: number; body: Buffer }> {
  const { hostname, port } = new URL(url);
  return await new Promise((resolve, reject) => {
    const asked = request({ hostname, port, path }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(pieces) }));
    });
    asked.on('error', reject);
    asked.end();
  });
}
