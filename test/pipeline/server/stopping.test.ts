import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { get, type IncomingMessage, request } from 'node:http';
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

it('ends what it has begun when it is told to stop: what it sends from the bucket, and what comes in', async () => {
  const { settings } = await newBucket();
  const server = await startTestServer({ settings: { DATABASE_URL: await newPostgresUrl(), ...settings } });
  const { videos, revisions, objects } = server.work.context;
  const [videoId, revisionId, plan] = [newId(), newId(), tinyPlan()];
  await videos.create({ id: videoId, title: 'Lecture', fileName: 'lecture.mp4' });
  await videos.transition(videoId, 'finishUpload');
  await revisions.save({ id: revisionId, videoId, plan, summary: summarizePlan(plan) });
  const cell = { renditionId: '360p', segmentIndex: 0 };
  const lease = await revisions.cells(revisionId).lease([cell], 'test');
  // More than a socket holds by itself.
  const bytes = randomBytes(40_000_000);
  const path = `${videoId}/${revisionId}/360p/${segmentFileName(0)}`;
  await objects.put(`hls/${path}`, bytes);
  const told = { sizeBytes: bytes.length, sha256: 'x', sampleCount: 50, durationTicks: 50_000, keyFrameEndBytes: 5 };
  await revisions.cells(revisionId).markFilled(lease!, { ...cell, ...told, costMs: 1 });

  const { hlsUrl } = await askAsAdmin<{ hlsUrl: string }>(server.url, 'POST', `/videos/${videoId}/playback`);
  const url = new URL(hlsUrl.replace(`${videoId}/master.m3u8`, path), server.url);
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
  await vi.waitUntil(() => statSync(file).size === 500);
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
