import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { get, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';

import { expect, it, vi } from 'vitest';

import { newId } from '../../../src/kernel/ids.ts';
import { segmentFileName } from '../../../src/media/plan/names.ts';
import { summarizePlan } from '../../../src/videos/revision.ts';
import { newBucket } from '../../support/engines/new-bucket.ts';
import { AS_ADMIN, askAsAdmin } from '../../support/server/admin.ts';
import { startTestServer } from '../../support/server/test-server.ts';
import { TusClient } from '../../support/server/tus-client.ts';
import { newPostgresUrl } from '../../support/test-databases.ts';
import { tinyPlan } from '../../support/tiny-plan.ts';

const WAIT = { timeout: 30_000 };

/** A server on PostgreSQL and a bucket, with one segment in it that is more than a socket holds by itself. */
async function serverWithSegment() {
  const { settings } = await newBucket();
  const server = await startTestServer({ settings: { DATABASE_URL: await newPostgresUrl(), ...settings } });
  const { videos, revisions, objects } = server.work.context;
  const [videoId, revisionId, plan] = [newId(), newId(), tinyPlan()];
  await videos.create({ id: videoId, title: 'Lecture', fileName: 'lecture.mp4' });
  await videos.transition(videoId, 'finishUpload');
  await revisions.save({ id: revisionId, videoId, plan, summary: summarizePlan(plan) });
  const cell = { renditionId: '360p', segmentIndex: 0 };
  const lease = await revisions.cells(revisionId).lease([cell], 'test');
  const bytes = randomBytes(40_000_000);
  const path = `${videoId}/${revisionId}/360p/${segmentFileName(0)}`;
  await objects.put(`hls/${path}`, bytes);
  const told = { sizeBytes: bytes.length, sha256: 'x', sampleCount: 50, durationTicks: 50_000, keyFrameEndBytes: 5 };
  await revisions.cells(revisionId).markFilled(lease!, { ...cell, ...told, costMs: 1 });
  const { hlsUrl } = await askAsAdmin<{ hlsUrl: string }>(server.url, 'POST', `/videos/${videoId}/playback`);
  return { server, bytes, url: new URL(hlsUrl.replace(`${videoId}/master.m3u8`, path), server.url) };
}

it('ends what it has begun when it is told to stop: what it sends from the bucket, and what comes in', async () => {
  const { server, bytes, url } = await serverWithSegment();
  const answer = await new Promise<IncomingMessage>((resolve) => get(url, resolve));
  expect(answer.statusCode).toBe(200);
  const source = randomBytes(1000);
  const created = await new TusClient(server.url).create(source.length);
  const upload = created.headers.get('location') ?? '';
  const sent = request(new URL(upload, server.url), {
    method: 'PATCH',
    headers: {
      ...{ ...AS_ADMIN, 'tus-resumable': '1.0.0', 'upload-offset': '0', 'content-length': '1000' },
      'content-type': 'application/offset+octet-stream',
    },
  });
  const taken = new Promise<IncomingMessage>((resolve, reject) => {
    sent.on('response', resolve);
    sent.on('error', reject);
  });
  sent.write(source.subarray(0, 500));
  const file = join(server.dataFolder, 'uploads', upload.split('/').at(-1) ?? '');
  await vi.waitUntil(() => statSync(file).size === 500, WAIT);
  // The rest is read and sent only when the server has had time to end everything else.
  const stopped = server.stop();
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  sent.end(source.subarray(500));
  expect((await taken).statusCode).toBe(204);
  const pieces: Buffer[] = [];
  for await (const piece of answer) pieces.push(piece as Buffer);
  expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
  await stopped;
});

it('answers as ever what still comes over a connection that it has, and says that this was the last', async () => {
  const { server, bytes, url } = await serverWithSegment();
  const socket = connect(Number(url.port), url.hostname);
  const ask = (path: string): boolean => socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  ask(url.pathname);
  await once(socket, 'readable'); // and what comes is not read yet, so that the answer is under way
  const stopped = server.stop();
  await vi.waitUntil(async () => await isRefused(url), WAIT);
  ask('/healthz');
  const pieces: Buffer[] = [];
  for await (const piece of socket) pieces.push(piece as Buffer);
  const received = Buffer.concat(pieces);
  const begin = received.indexOf('\r\n\r\n') + 4;
  expect(received.subarray(begin, begin + bytes.length).equals(bytes)).toBe(true);
  const second = received.subarray(begin + bytes.length).toString();
  expect(second).toMatch(/^HTTP\/1.1 200 OK\r\n/);
  expect(second).toMatch(/^connection: close\r\n/im);
  await stopped;
});

it('answers on while a balancer that asks whether it is ready sends people elsewhere', async () => {
  const server = await startTestServer({ settings: { LECTERN_DRAIN_SECONDS: '2' } });
  const stopped = server.stop();
  const ready = await fetch(`${server.url}/readyz`);
  expect(ready.status).toBe(503);
  expect(await ready.json()).toMatchObject({ ok: false, checks: { database: 'ok', stopping: 'it was told to stop' } });
  const courses = await fetch(`${server.url}/api/v1/courses`, { headers: AS_ADMIN });
  expect([courses.status, courses.headers.get('connection')]).toEqual([200, 'close']);
  await stopped;
  expect(await isRefused(new URL(server.url))).toBe(true);
});

async function isRefused({ port, hostname }: URL): Promise<boolean> {
  const socket = connect(Number(port), hostname);
  const isOpen = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return !isOpen;
}
