import { gunzipSync } from 'node:zlib';

import { beforeAll, describe, expect, it } from 'vitest';

import { newId } from '../../../src/kernel/ids.ts';
import type { AssembledServer } from '../../../src/main/serve/start-server.ts';
import { summarizePlan } from '../../../src/videos/revision.ts';
import { assembleTestServer } from '../../support/server/test-server.ts';
import { tinyPlan } from '../../support/tiny-plan.ts';

const SEGMENT = Buffer.from(Array.from({ length: 1000 }, (_, i) => i % 256));
const MASTER = Buffer.from(`#EXTM3U\n${'#EXT-X-STREAM-INF:BANDWIDTH=800000\n360p/playlist.m3u8\n'.repeat(20)}`);

let server: AssembledServer;
let id: string;
let revision: string;
beforeAll(async () => {
  server = await assembleTestServer();
  const { videos, revisions, objects } = server.work.context;
  [id, revision] = [newId(), newId()];
  await videos.create({ id, title: 'Lecture', fileName: 'lecture.mp4' });
  await videos.change(id, { visibility: 'public' });
  await videos.transition(id, 'finishUpload');
  const plan = tinyPlan();
  await revisions.save({ id: revision, videoId: id, plan, summary: summarizePlan(plan) });
  const prefix = `hls/${id}/${revision}`;
  await objects.put(`hls/${id}/master.m3u8`, MASTER);
  await objects.put(`hls/${id}/manifest.mpd`, Buffer.from('<MPD/>'));
  await objects.put(`${prefix}/360p/playlist.m3u8`, MASTER);
  await objects.put(`${prefix}/360p/init.mp4`, SEGMENT);
  await objects.put(`${prefix}/images/poster.jpg`, SEGMENT);
  // Segment 0 is filled; the bytes of segment 1 are stored, but the process died before it was marked.
  await objects.put(`${prefix}/360p/segment_00000.m4s`, SEGMENT);
  await objects.put(`${prefix}/360p/segment_00001.m4s`, SEGMENT);
  const cell = { renditionId: '360p', segmentIndex: 0 };
  const cells = revisions.cells(revision);
  const lease = await cells.lease([cell], 'test');
  const facts = {
    sizeBytes: 1000,
    sha256: 'x',
    sampleCount: 50,
    durationTicks: 50_000,
    keyFrameEndBytes: 5,
    costMs: 1,
  };
  await cells.markFilled(lease!, { ...cell, ...facts });
});

const ask = async (method: 'GET' | 'HEAD' | 'OPTIONS' | 'POST', path: string, headers: Record<string, string> = {}) =>
  await server.app.inject({ method, url: `/v/${id}/${path}`, headers: { authorization: '', ...headers } });
const inRevision = (path: string): string => `${revision}/${path}`;

describe('types, caching and sizes (H18)', () => {
  it.each([
    ['master.m3u8', 'application/vnd.apple.mpegurl', 'no-cache'],
    ['manifest.mpd', 'application/dash+xml', 'no-cache'],
    ['R/360p/playlist.m3u8', 'application/vnd.apple.mpegurl', 'public, max-age=31536000, immutable'],
    ['R/360p/init.mp4', 'video/mp4', 'public, max-age=31536000, immutable'],
    ['R/360p/segment_00000.m4s', 'video/iso.segment', 'public, max-age=31536000, immutable'],
    ['R/images/poster.jpg', 'image/jpeg', 'public, max-age=31536000, immutable'],
  ])('%s', async (path, type, caching) => {
    const address = path.replace('R', revision);
    const got = await ask('GET', address);
    expect(got.statusCode).toBe(200);
    expect(got.headers).toMatchObject({ 'content-type': type, 'cache-control': caching });
    expect(got.headers['content-length']).toBe(String(got.rawPayload.length));

    const head = await ask('HEAD', address);
    expect(head.statusCode).toBe(200);
    expect(head.rawPayload.length).toBe(0);
    for (const name of ['content-type', 'content-length', 'etag', 'cache-control']) {
      expect(head.headers[name]).toBe(got.headers[name]);
    }

    const etag = String(got.headers.etag);
    expect(etag).toMatch(/^"[^"]+"$/);
    for (const tags of [etag, `"other", W/${etag}`, '*']) {
      const again = await ask('GET', address, { 'if-none-match': tags });
      expect(again.statusCode).toBe(304);
      expect(again.headers.etag).toBe(etag);
    }
    expect((await ask('GET', address, { 'if-none-match': '"other"' })).statusCode).toBe(200);
  });

  it('gzips playlists for those who take it, with a tag of its own', async () => {
    const plain = await ask('GET', 'master.m3u8', { 'accept-encoding': 'br' });
    expect(plain.headers).not.toHaveProperty('content-encoding');
    const zipped = await ask('GET', 'master.m3u8', { 'accept-encoding': 'gzip, deflate, br' });
    expect(zipped.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' });
    expect(zipped.rawPayload.length).toBeLessThan(MASTER.length / 4);
    expect(gunzipSync(zipped.rawPayload)).toEqual(MASTER);
    expect(zipped.headers.etag).not.toBe(plain.headers.etag);
    expect((await ask('GET', 'master.m3u8', { 'accept-encoding': 'gzip;q=0' })).headers).not.toHaveProperty(
      'content-encoding',
    );
    const segment = await ask('GET', inRevision('360p/segment_00000.m4s'), { 'accept-encoding': 'gzip' });
    expect(segment.headers).not.toHaveProperty('content-encoding');
    expect(segment.rawPayload).toEqual(SEGMENT);
  });
});

describe('ranges', () => {
  const path = '360p/segment_00000.m4s';

  it('serves a part with 206, and says which', async () => {
    const part = await ask('GET', inRevision(path), { range: 'bytes=10-19' });
    expect(part.statusCode).toBe(206);
    expect(part.headers).toMatchObject({
      'content-range': 'bytes 10-19/1000',
      'content-length': '10',
      'accept-ranges': 'bytes',
    });
    expect(part.rawPayload).toEqual(SEGMENT.subarray(10, 20));
    expect((await ask('GET', inRevision(path), { range: 'bytes=-5' })).rawPayload).toEqual(SEGMENT.subarray(995));
  });

  it('answers 416 with the size to a range behind the end', async () => {
    const none = await ask('GET', inRevision(path), { range: 'bytes=1000-' });
    expect(none.statusCode).toBe(416);
    expect(none.headers['content-range']).toBe('bytes */1000');
  });

  it('gives the whole when the range was of other bytes', async () => {
    const etag = String((await ask('HEAD', inRevision(path))).headers.etag);
    const same = await ask('GET', inRevision(path), { range: 'bytes=0-9', 'if-range': etag });
    expect(same.statusCode).toBe(206);
    expect((await ask('GET', inRevision(path), { range: 'bytes=0-9', 'if-range': '"old"' })).statusCode).toBe(200);
  });
});

describe('what is not there', () => {
  it('says of an empty cell: later, and do not keep this answer; stored bytes that are not marked do not count', async () => {
    for (const segment of ['segment_00001.m4s', 'segment_00002.m4s']) {
      const answer = await ask('HEAD', inRevision(`360p/${segment}`));
      expect(answer.statusCode).toBe(503);
      expect(answer.headers).toMatchObject({ 'retry-after': '1', 'cache-control': 'no-store' });
    }
  });

  it('says of everything else: not found, with a code', async () => {
    for (const path of [
      inRevision('360p/segment_00003.m4s'),
      inRevision('999p/segment_00000.m4s'),
      inRevision('360p/other.m4s'),
      `${newId()}/360p/segment_00000.m4s`,
      'other.m3u8',
      '',
      '..%2f..%2foriginals/source.bin',
      inRevision('360p/%2e%2e%2f%2e%2e%2fmaster.m3u8'),
      inRevision('360p/..%5cinit.mp4'),
    ]) {
      const answer = await ask('GET', path);
      expect({ path, status: answer.statusCode }).toEqual({ path, status: 404 });
      expect(answer.json()).toMatchObject({ error: { code: 'NOT_FOUND' } });
      expect(answer.headers['cache-control']).toBe('no-store');
    }
    const foreign = await server.app.inject({ method: 'GET', url: `/v/${newId()}/${revision}/360p/segment_00000.m4s` });
    expect(foreign.statusCode).toBe(404);
  });
});

describe('players on other sites', () => {
  it('may read, and see the headers they need', async () => {
    const origin = 'https://school.example';
    const got = await ask('GET', 'master.m3u8', { origin });
    expect(got.headers['access-control-allow-origin']).toBe('*');
    const exposed = String(got.headers['access-control-expose-headers']);
    for (const name of ['Content-Length', 'Content-Range', 'ETag', 'Retry-After', 'X-Lectern-Held-Ms']) {
      expect(exposed).toContain(name);
    }
    expect(got.headers['cross-origin-resource-policy']).toBe('cross-origin');

    const preflight = await ask('OPTIONS', inRevision('360p/segment_00000.m4s'), {
      origin,
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'range',
    });
    expect(preflight.statusCode).toBe(204);
    expect(preflight.headers['access-control-allow-methods']).toMatch(/GET, ?HEAD/);
    expect(preflight.headers['access-control-allow-headers']).toMatch(/Range/i);
  });

  it('may read errors too, and nothing of the API', async () => {
    const origin = 'https://school.example';
    const missing = await ask('GET', 'other.m3u8', { origin });
    expect(missing.headers['access-control-allow-origin']).toBe('*');
    const api = await server.app.inject({ method: 'GET', url: '/api/v1/videos', headers: { origin } });
    expect(api.headers).not.toHaveProperty('access-control-allow-origin');
    expect((await ask('POST', 'master.m3u8')).statusCode).toBe(404);
  });
});
