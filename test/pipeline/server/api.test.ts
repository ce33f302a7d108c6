import { readFileSync } from 'node:fs';

import type { LightMyRequestResponse } from 'fastify';
import { beforeAll, describe, expect, it } from 'vitest';

import { ERROR_CODES } from '../../../src/kernel/error-codes.ts';
import { newId } from '../../../src/kernel/ids.ts';
import type { VideoView } from '../../../src/http/video-view.ts';
import type { AssembledServer } from '../../../src/main/serve/start-server.ts';
import { summarizePlan } from '../../../src/videos/revision.ts';
import { assembleTestServer } from '../../support/server/test-server.ts';
import { readEvents } from '../../support/server/video-watcher.ts';
import { tinyPlan } from '../../support/tiny-plan.ts';

let server: AssembledServer;
beforeAll(async () => {
  server = await assembleTestServer();
});

type Method = 'GET' | 'HEAD' | 'POST' | 'PATCH' | 'DELETE' | 'PUT';
const ask = async (method: Method, url: string, options: { headers?: Record<string, string>; payload?: object } = {}) =>
  await server.app.inject({ method, url, ...options });
const newVideo = async (title = 'Lecture') =>
  await server.work.context.videos.create({ id: newId(), title, fileName: `${title}.mp4`, sizeBytes: 1000 });

/** Status and code of a refusal, whose body must have the one shape of errors. */
function refusal(answer: LightMyRequestResponse): [number, string] {
  const { error } = answer.json<{ error: { code: keyof typeof ERROR_CODES } }>();
  expect(error).toEqual({
    code: error.code,
    message: expect.stringMatching(/^\S.*\.$/) as string,
    action: ERROR_CODES[error.code],
    requestId: expect.stringMatching(/^\w{20}$/) as string,
  });
  return [answer.statusCode, error.code];
}

/** A video with a plan of 3 segments in 360p, 720p and audio. */
async function plannedVideo(): Promise<{ id: string; revisionId: string }> {
  const { id } = await newVideo();
  await server.work.context.videos.transition(id, 'finishUpload');
  const plan = tinyPlan();
  const revisionId = newId();
  await server.work.context.revisions.save({ id: revisionId, videoId: id, plan, summary: summarizePlan(plan) });
  return { id, revisionId };
}

async function fill(
  revisionId: string,
  renditionId: string,
  segments: readonly number[],
  costMs: number,
): Promise<void> {
  const cells = server.work.context.revisions.cells(revisionId);
  const lease = await cells.lease(
    segments.map((segmentIndex) => ({ renditionId, segmentIndex })),
    'test',
  );
  for (const cell of lease?.cells ?? []) {
    const bytes = { sizeBytes: 10, sha256: 'x', sampleCount: 50, durationTicks: 50_000, keyFrameEndBytes: 5 };
    await cells.markFilled(lease!, { ...cell, ...bytes, costMs });
  }
}

describe('GET /api/v1/videos', () => {
  it('lists newest first, in pages that miss and repeat nothing', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.unshift((await newVideo(`Lecture ${i}`)).id);
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = (await ask('GET', `/api/v1/videos?limit=2${cursor}`)).json<{
        videos: VideoView[];
        nextCursor?: string;
      }>();
      expect(page.videos.length).toBeLessThanOrEqual(2);
      seen.push(...page.videos.map(({ id }) => id));
      cursor = page.nextCursor === undefined ? '' : `&cursor=${page.nextCursor}`;
    } while (cursor !== '');
    expect(seen.slice(0, 5)).toEqual(ids);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('refuses a page that is too long, and forgives a cursor that is none', async () => {
    expect(refusal(await ask('GET', '/api/v1/videos?limit=1000'))).toEqual([400, 'REQUEST_INVALID']);
    expect((await ask('GET', '/api/v1/videos?cursor=nonsense')).statusCode).toBe(200);
  });
});

describe('GET /api/v1/videos/:id', () => {
  it('shows an upload that has only begun', async () => {
    const { id } = await newVideo('Begun');
    const view = (await ask('GET', `/api/v1/videos/${id}`)).json<VideoView>();
    expect(view).toEqual({
      id,
      mayDelete: true,
      title: 'Begun',
      fileName: 'Begun.mp4',
      sizeBytes: 1000,
      visibility: 'private',
      state: 'uploading',
      playable: false,
      renditions: [],
      progress: { percent: 0, perRendition: {} },
      notes: [],
      createdAt: expect.stringMatching(/Z$/) as string,
      updatedAt: expect.stringMatching(/Z$/) as string,
    });
  });

  it('tells percent by rendition and the time left from the costs of this very video', async () => {
    const { id, revisionId } = await plannedVideo();
    await fill(revisionId, '360p', [0, 1], 1000);
    await fill(revisionId, '720p', [0], 4000);
    const view = (await ask('GET', `/api/v1/videos/${id}`)).json<VideoView>();
    expect(view).toMatchObject({
      state: 'processing',
      hlsUrl: expect.stringMatching(new RegExp(`^/v/k[^/]+/${id}/master.m3u8$`)) as string,
      dashUrl: expect.stringMatching(new RegExp(`^/v/k[^/]+/${id}/manifest.mpd$`)) as string,
      durationSeconds: 6,
      progress: { percent: 33.3, perRendition: { '360p': 66.6, '720p': 33.3, audio: 0 } },
    });
    // Left: one cell of 1 s, two of 4 s, and three of sound judged by the dearest.
    const { encodersAtOnce } = server.work.context.settings;
    expect(view.progress.secondsLeft).toBe(Math.ceil(21 / encodersAtOnce));
    expect(view).not.toHaveProperty('posterUrl');
    expect(view.renditions[1]).toMatchObject({ id: '720p', kind: 'video', frameRate: 25, maxBitrateBps: 856_000 });
  });

  it('shows why a video failed, without what is for the operator', async () => {
    const { id } = await plannedVideo();
    const failure = { code: 'ENCODE_FAILED', message: 'It broke.', detail: 'ffmpeg -secret' } as const;
    await server.work.context.videos.transition(id, 'fail', { failure });
    const answer = await ask('GET', `/api/v1/videos/${id}`);
    expect(answer.json<VideoView>()).toMatchObject({
      state: 'failed',
      error: { code: 'ENCODE_FAILED', message: 'It broke.', action: ERROR_CODES.ENCODE_FAILED },
    });
    expect(answer.body).not.toContain('secret');
  });

  it('knows what it does not have', async () => {
    for (const id of ['nobody', newId(), '..%2F..']) {
      expect(refusal(await ask('GET', `/api/v1/videos/${id}`))).toEqual([404, 'VIDEO_NOT_FOUND']);
    }
    expect(refusal(await ask('GET', '/api/v1/nothing'))).toEqual([404, 'NOT_FOUND']);
  });
});

describe('changes', () => {
  it('renames', async () => {
    const { id } = await newVideo();
    const changed = await ask('PATCH', `/api/v1/videos/${id}`, { payload: { title: '  Week 1 ' } });
    expect(changed.json<VideoView>().title).toBe('Week 1');
    expect(refusal(await ask('PATCH', `/api/v1/videos/${id}`, { payload: { title: ' ' } }))).toEqual([
      400,
      'REQUEST_INVALID',
    ]);
    expect(refusal(await ask('PATCH', `/api/v1/videos/${newId()}`, { payload: { title: 'x' } }))).toEqual([
      404,
      'VIDEO_NOT_FOUND',
    ]);
  });

  it('refuses what the table of transitions does not have', async () => {
    const { id } = await newVideo();
    expect(refusal(await ask('POST', `/api/v1/videos/${id}/cancel`))).toEqual([409, 'VIDEO_STATE_CONFLICT']);
    expect(refusal(await ask('POST', `/api/v1/videos/${id}/retry`))).toEqual([409, 'VIDEO_STATE_CONFLICT']);
    expect(refusal(await ask('POST', `/api/v1/videos/${newId()}/retry`))).toEqual([404, 'VIDEO_NOT_FOUND']);
  });

  it('answers nonsense in the one shape of errors', async () => {
    const { id } = await newVideo();
    const headers = { 'content-type': 'application/json' };
    const broken = await server.app.inject({
      method: 'PATCH',
      url: `/api/v1/videos/${id}`,
      headers,
      payload: '{"title":',
    });
    expect(refusal(broken)).toEqual([400, 'REQUEST_INVALID']);
    const text = { 'content-type': 'text/csv' };
    const foreign = await server.app.inject({
      method: 'PATCH',
      url: `/api/v1/videos/${id}`,
      headers: text,
      payload: 'a,b',
    });
    expect(refusal(foreign)).toEqual([415, 'REQUEST_INVALID']);
    const long = await ask('PATCH', `/api/v1/videos/${id}`, { payload: { title: 'x'.repeat(300_000) } });
    expect(refusal(long)).toEqual([413, 'REQUEST_INVALID']);
  });
});

describe('protection', () => {
  /** Instead of the key. */
  const NOBODY = { authorization: '' };
  const payload = { title: 'x' };

  it('refuses changes that another site asks for, and asks whoever comes from its own pages to sign in', async () => {
    const { id } = await newVideo();
    const url = `/api/v1/videos/${id}`;
    const host = 'localhost:3000';
    for (const headers of [
      { host, origin: 'https://evil.example' },
      { host, origin: 'http://localhost:8080' },
      { host, origin: 'null' },
      { host, 'sec-fetch-site': 'cross-site' },
      { host, 'sec-fetch-site': 'same-site' },
    ] as Record<string, string>[]) {
      for (const [method, address] of [
        ['PATCH', url],
        ['POST', '/api/v1/uploads'],
      ] as const) {
        const answer = await ask(method, address, { headers: { ...headers, ...NOBODY }, payload });
        expect(refusal(answer)).toEqual([403, 'REQUEST_FOREIGN']);
      }
      // With a key: nobody can make a browser send one.
      expect((await ask('PATCH', url, { headers, payload })).statusCode).toBe(200);
    }
    for (const headers of [
      { host },
      { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' },
      { host: '127.0.0.1:3000', origin: 'http://127.0.0.1:3000' },
    ] as Record<string, string>[]) {
      const answer = await ask('PATCH', url, { headers: { ...headers, ...NOBODY }, payload });
      expect(refusal(answer)).toEqual([401, 'SIGN_IN_REQUIRED']);
    }
  });

  it('refuses a name that is not of this machine (DNS rebinding)', async () => {
    for (const host of ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example:3000', '10.0.0.1']) {
      expect(refusal(await ask('GET', '/api/v1/videos', { headers: { host } }))).toEqual([403, 'REQUEST_FOREIGN']);
    }
    for (const host of ['localhost', 'localhost:3000', '127.0.0.1:1', '[::1]:3000', 'lectern.localhost']) {
      expect((await ask('GET', '/healthz', { headers: { host } })).statusCode).toBe(200);
    }
  });

  it('sends headers that bind pages to what is bundled', async () => {
    const { headers } = await ask('GET', '/healthz');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("media-src 'self' blob:");
    expect(policy).toContain("object-src 'none'");
    expect(policy).not.toContain('unsafe-eval');
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
    expect(headers).not.toHaveProperty('strict-transport-security');
  });
});

describe('health', () => {
  it('is alive, and ready with its database, FFmpeg and disk', async () => {
    expect((await ask('GET', '/healthz')).json()).toEqual({ ok: true });
    const ready = await ask('GET', '/readyz');
    expect(ready.json()).toEqual({ ok: true, checks: { database: 'ok', ffmpeg: 'ok', disk: 'ok' } });
    expect(ready.headers['cache-control']).toBe('no-store');
  });
});

describe('OpenAPI', () => {
  it('is 3.1, made from the schemas, and names the routes of the API', async () => {
    const document = (await ask('GET', '/api/v1/openapi.json')).json<{
      openapi: string;
      info: { version: string };
      paths: Record<string, Record<string, unknown>>;
      components: { schemas: Record<string, unknown> };
    }>();
    expect(document.openapi).toBe('3.1.0');
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(document.info.version).toBe(version);
    const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((each) => `${each} ${path}`),
    );
    // All of them are in the table of who may call what (accounts/routes.test.ts).
    expect(routes).toEqual(
      expect.arrayContaining(['delete /api/v1/videos/{id}', 'get /api/v1/events', 'post /api/v1/session']),
    );
    expect(Object.keys(document.components.schemas)).toEqual(
      expect.arrayContaining(['Video', 'Error', 'Progress', 'Rendition']),
    );
  });
});

describe('GET /api/v1/events', () => {
  it('begins with a snapshot, tells what changes once in a while however often it does, and what is deleted', async () => {
    const origin = await server.app.listen({ host: '127.0.0.1', port: 0 });
    const { id, revisionId } = await plannedVideo();
    const other = await newVideo('Not asked for');
    const stop = new AbortController();
    const events = readEvents(origin, stop.signal, `?videos=${id},${newId()}`);
    const next = async () => (await events.next()).value as { event: string; data: Record<string, unknown> };

    const first = await next();
    expect(first.event).toBe('snapshot');
    expect((first.data['videos'] as VideoView[]).map((view) => view.id)).toEqual([id]);

    await fill(revisionId, '360p', [0, 1, 2], 100);
    const { events: bus } = server.work.context;
    for (let segmentIndex = 0; segmentIndex < 50; segmentIndex++) {
      bus.publish({ type: 'cell.filled', videoId: id, revisionId, renditionId: '360p', segmentIndex });
      bus.publish({ type: 'video.changed', videoId: other.id });
    }
    const second = await next();
    expect(second).toMatchObject({ event: 'video', data: { id, progress: { perRendition: { '360p': 100 } } } });

    expect((await ask('DELETE', `/api/v1/videos/${id}`)).statusCode).toBe(204);
    expect(await next()).toEqual({ event: 'deleted', data: { id } });
    stop.abort();
  });
});
