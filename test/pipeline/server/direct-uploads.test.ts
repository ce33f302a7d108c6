import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { ListMultipartUploadsCommand, UploadPartCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { buildDatabaseTemplate } from '../../../src/adapters/database/embedded/database-template.ts';
import type { RunningServer } from '../../../src/main/serve/start-server.ts';
import { reconcile } from '../../../src/pipeline/upkeep/reconcile.ts';
import { startFaultyProxy } from '../../support/engines/faulty-proxy.ts';
import { newBucket, type TestBucket } from '../../support/engines/new-bucket.ts';
import { engineUrl } from '../../support/engines/engine.ts';
import { adminFetch } from '../../support/server/admin.ts';
import { type ChildServer, startChildServer } from '../../support/server/child-server.ts';
import { generatedClip } from '../../support/server/generated-clip.ts';
import { startTestServer } from '../../support/server/test-server.ts';
import { TusClient } from '../../support/server/tus-client.ts';
import { untilEnded } from '../../support/server/video-watcher.ts';
import { newVisitor } from '../../support/server/visitor.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const MIB = 1024 ** 2;
const PART = 8 * MIB;
const HOUR_MS = 3_600_000;
const MAX_BYTES = 40 * MIB;
const folder = temporaryFolder((remove) => afterAll(remove));
const SETTINGS = {
  LECTERN_LADDER: '240',
  LECTERN_DEMO: 'no',
  LECTERN_DIRECT_UPLOADS: 'yes',
  LECTERN_MAX_UPLOAD_BYTES: String(MAX_BYTES),
  LECTERN_INSTRUCTOR_MAX_UPLOAD_BYTES: String(MAX_BYTES - 1),
};

interface Answer {
  readonly id: string;
  readonly partBytes: number;
  readonly partCount: number;
  readonly storedParts: number[];
  readonly isComplete: boolean;
  readonly parts: { partNumber: number; sizeBytes: number; url: string }[];
  readonly error: { code: string; message: string; action: string };
}

let made: TestBucket;
let server: RunningServer;
/** Of three parts: a short clip, and free space behind it. */
let clip: Buffer;
beforeAll(async () => {
  made = await newBucket();
  server = await startTestServer({ settings: { ...made.settings, ...SETTINGS } });
  clip = await paddedClip(2 * PART + 1_000_000);
}, 120_000);

/** An MP4 of that size that is 2 s long. */
async function paddedClip(sizeBytes: number): Promise<Buffer> {
  const bytes = await readFile(await generatedClip(folder, 2));
  const free = randomBytes(sizeBytes - bytes.length);
  free.writeUInt32BE(free.length, 0);
  free.write('free', 4, 'latin1');
  return Buffer.concat([bytes, free]);
}

async function ask(method: string, path: string, body?: unknown, url = server.url) {
  const answer = await adminFetch(`${url}/api/v1/direct-uploads${path}`, {
    method,
    ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, ...(JSON.parse(text || '{}') as Answer) };
}

async function begin(sizeBytes = clip.length, url = server.url): Promise<string> {
  const { status, id } = await ask('POST', '', { fileName: '../My lecture_1.mp4', sizeBytes }, url);
  expect(status).toBe(201);
  return id;
}

async function sendParts(id: string, partNumbers: number[], url = server.url): Promise<void> {
  const { parts } = await ask('POST', `/${id}/parts`, { partNumbers }, url);
  for (const part of parts) {
    const start = (part.partNumber - 1) * PART;
    const sent = await put(part.url, clip.subarray(start, start + part.sizeBytes));
    expect([sent.status, sent.headers.has('etag')]).toEqual([200, true]);
  }
}

async function put(url: string, bytes: Uint8Array): Promise<Response> {
  return await fetch(url, { method: 'PUT', body: new Uint8Array(bytes) });
}

async function unfinished({ client, bucket }: TestBucket = made): Promise<{ Key?: string; UploadId?: string }[]> {
  return (await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }))).Uploads ?? [];
}

const uploadOf = async (id: string) => (await unfinished()).find(({ Key }) => Key === `originals/${id}/source.bin`);
const find = async (id: string) => await server.work.context.videos.find(id);

describe('an upload straight to the bucket', () => {
  it('becomes a video that plays; the server gets none of its bytes', async () => {
    const begun = await ask('POST', '', { fileName: '../My lecture_1.mp4', sizeBytes: clip.length });
    expect(begun).toMatchObject({ status: 201, sizeBytes: clip.length, partBytes: PART, partCount: 3 });
    const { id } = begun;
    expect(await find(id)).toMatchObject({ state: 'uploading', fileName: 'My lecture_1.mp4', title: 'My lecture 1' });
    await sendParts(id, [1, 2, 3]);
    expect((await ask('POST', `/${id}/complete`)).status).toBe(204);
    expect(await made.read(`originals/${id}/source.bin`).then((bytes) => clip.equals(bytes))).toBe(true);
    expect(await uploadOf(id)).toBeUndefined();
    expect(await untilEnded(server.url, id)).toMatchObject({ state: 'ready', durationSeconds: 2 });
    // A client whose last answer got lost asks again.
    expect((await ask('POST', `/${id}/complete`)).status).toBe(204);
    expect(await ask('GET', `/${id}`)).toMatchObject({ isComplete: true, storedParts: [] });
    expect(await ask('DELETE', `/${id}`)).toMatchObject({ status: 409, error: { code: 'VIDEO_STATE_CONFLICT' } });
  });

  it('says which parts lack, and goes on with those', async () => {
    const id = await begin();
    await sendParts(id, [1, 3]);
    expect(await ask('GET', `/${id}`)).toMatchObject({ storedParts: [1, 3], isComplete: false });
    const { status, error } = await ask('POST', `/${id}/complete`);
    expect([status, error.code, error.message]).toEqual([
      409,
      'UPLOAD_INCOMPLETE',
      'Parts that are not there whole: 2.',
    ]);
    await sendParts(id, [2]);
    // Two requests at once, as from a client that asks again too early.
    const answers = await Promise.all([ask('POST', `/${id}/complete`), ask('POST', `/${id}/complete`)]);
    expect(answers.map((each) => each.status)).toEqual([204, 204]);
    expect(await untilEnded(server.url, id)).toMatchObject({ state: 'ready' });
  });

  it('takes a part of the announced length only', async () => {
    const id = await begin();
    const { parts } = await ask('POST', `/${id}/parts`, { partNumbers: [3] });
    const url = parts[0]?.url ?? '';
    expect((await put(url, clip.subarray(0, PART))).status).toBe(403);
    expect((await put(url, clip.subarray(0, 5))).status).toBe(403);
    expect(await ask('POST', `/${id}/parts`, { partNumbers: [4] })).toMatchObject({
      status: 400,
      error: { code: 'REQUEST_INVALID', message: 'There is no part 4, only 1 to 3.' },
    });
    expect((await ask('DELETE', `/${id}`)).status).toBe(204);
  });

  it('is refused when more has come than was announced, and nothing of it is left', async () => {
    const id = await begin();
    await sendParts(id, [1, 2, 3]);
    // A store that does not hold its clients to the length that was signed.
    const { UploadId } = (await uploadOf(id)) ?? {};
    const Key = `originals/${id}/source.bin`;
    const part = { Bucket: made.bucket, Key, UploadId, PartNumber: 3, Body: clip.subarray(0, PART) };
    await made.client.send(new UploadPartCommand(part));
    expect(await ask('POST', `/${id}/complete`)).toMatchObject({ status: 413, error: { code: 'SOURCE_TOO_LARGE' } });
    expect([await find(id), await uploadOf(id), await made.keys(`originals/${id}/`)]).toEqual([
      undefined,
      undefined,
      [],
    ]);
  });

  it('is forgotten when its client ends it, or its video is deleted', async () => {
    for (const path of ['direct-uploads', 'videos']) {
      const id = await begin();
      await sendParts(id, [1]);
      const { parts } = await ask('POST', `/${id}/parts`, { partNumbers: [2] });
      const gone = await adminFetch(`${server.url}/api/v1/${path}/${id}`, { method: 'DELETE' });
      expect([gone.status, await find(id), await uploadOf(id)]).toEqual([204, undefined, undefined]);
      expect((await put(parts[0]?.url ?? '', clip.subarray(PART, 2 * PART))).status).toBe(404);
      expect((await ask('POST', `/${id}/complete`)).status).toBe(404);
    }
  });

  it('is refused before its first byte as one through the server is', async () => {
    const refused = async (body: unknown) => {
      const { status, error } = await ask('POST', '', body);
      return [status, error.code];
    };
    expect(await refused({ fileName: 'a.mp4', sizeBytes: MAX_BYTES + 1 })).toEqual([413, 'SOURCE_TOO_LARGE']);
    expect(await refused({ fileName: 'a.mp4', sizeBytes: 0 })).toEqual([400, 'SOURCE_EMPTY']);
    expect(await refused({ fileName: 'a.mp4' })).toEqual([400, 'REQUEST_INVALID']);
    expect(await refused({ fileName: 'a.mp4', sizeBytes: 5, lessonId: 'none' })).toEqual([404, 'LESSON_NOT_FOUND']);
    const { visitor } = await newVisitor(server, 'instructor');
    const tooLarge = await visitor.ask('POST', '/direct-uploads', { fileName: 'a.mp4', sizeBytes: MAX_BYTES });
    expect(tooLarge.statusCode).toBe(413);
  });
});

describe('an upload of somebody else', () => {
  it('is not there for others: they sign, look at, complete and end nothing', async () => {
    const [owner, other] = [await newVisitor(server, 'instructor'), await newVisitor(server, 'instructor')];
    const body = { fileName: 'a.mp4', sizeBytes: 5 };
    const { id } = (await owner.visitor.ask('POST', '/direct-uploads', body)).json<Answer>();
    const trials = [
      ['POST', `/direct-uploads/${id}/parts`, { partNumbers: [1] }],
      ['GET', `/direct-uploads/${id}`, undefined],
      ['POST', `/direct-uploads/${id}/complete`, undefined],
      ['DELETE', `/direct-uploads/${id}`, undefined],
    ] as const;
    for (const [method, path, payload] of trials) {
      const answer = await other.visitor.ask(method, path, payload);
      expect([answer.statusCode, answer.json<Answer>().error.code]).toEqual([404, 'UPLOAD_NOT_FOUND']);
    }
    const { visitor: student } = await newVisitor(server, 'student');
    expect((await student.ask('POST', '/direct-uploads', body)).statusCode).toBe(403);
    const signed = await owner.visitor.ask('POST', `/direct-uploads/${id}/parts`, { partNumbers: [1] });
    expect(signed.statusCode).toBe(200);
    expect((await owner.visitor.ask('DELETE', `/direct-uploads/${id}`)).statusCode).toBe(204);
  });

  it('cannot be taken for one through the server, or the other way round', async () => {
    const tus = new TusClient(server.url);
    const id = await begin();
    expect((await tus.request('HEAD', `/api/v1/uploads/${id}`)).status).toBe(404);
    const location = (await tus.create(5)).headers.get('location') ?? '';
    const other = location.split('/').at(-1) ?? '';
    expect((await ask('POST', `/${other}/parts`, { partNumbers: [1] })).status).toBe(404);
    expect((await ask('DELETE', `/${id}`)).status).toBe(204);
  });
});

describe('upkeep of uploads straight to the bucket', () => {
  it('leaves one alone that is under way, and removes one that was never finished', async () => {
    const { context } = server.work;
    const id = await begin();
    await sendParts(id, [1, 2]);
    await reconcile(context, Date.now() + 71 * HOUR_MS, true);
    expect(await ask('GET', `/${id}`)).toMatchObject({ storedParts: [1, 2] });
    await reconcile(context, Date.now() + 73 * HOUR_MS, false);
    expect([await find(id), await uploadOf(id)]).toEqual([undefined, undefined]);
    expect((await ask('GET', `/${id}`)).status).toBe(404);
  });
});

it('leaves nothing in the bucket when its video is deleted before the bucket has begun it', async () => {
  const isBeginning = ({ method, url = '' }: { method?: string; url?: string }) =>
    method === 'POST' && /[?&]uploads/.test(url);
  const proxy = await startFaultyProxy(await engineUrl('s3'), (request) => (isBeginning(request) ? 'late' : undefined));
  const bucket = await newBucket(proxy);
  const slow = await startTestServer({ settings: { ...bucket.settings, ...SETTINGS } });
  const begun = ask('POST', '', { fileName: 'a.mp4', sizeBytes: 5 }, slow.url);
  const rows = async () => (await slow.work.context.videos.list({ limit: 1 })).videos;
  await expect.poll(rows).toHaveLength(1);
  const [video] = await rows();
  await adminFetch(`${slow.url}/api/v1/videos/${video?.id}`, { method: 'DELETE' });
  expect(await begun).toMatchObject({ status: 404, error: { code: 'UPLOAD_NOT_FOUND' } });
  expect(await unfinished(bucket)).toEqual([]);
});

it('ends as a video although the server is killed (kill -9) when the bucket has joined the parts and nobody noted it', async () => {
  await buildDatabaseTemplate();
  let joins = 0;
  const running: { child?: ChildServer } = {};
  const proxy = await startFaultyProxy(await engineUrl('s3'), ({ method, url = '' }) => {
    if (method !== 'POST' || !/[?&]uploadId=/.test(url)) return undefined;
    // The answer is lost; when the server asks again it is killed.
    if (++joins === 1) return { cutAfterBytes: 0 };
    running.child?.process.kill('SIGKILL');
    return 'drop';
  });
  const { settings, ...bucket } = await newBucket(proxy);
  const dataFolder = join(folder, 'killed');
  const child = await startChildServer(dataFolder, { ...settings, ...SETTINGS });
  running.child = child;
  const { url } = child;
  const id = await begin(clip.length, url);
  await sendParts(id, [1, 2, 3], url);
  await expect(ask('POST', `/${id}/complete`, undefined, url)).rejects.toThrow('fetch failed');
  await child.ended;
  expect([await bucket.keys('originals/'), joins]).toEqual([[`originals/${id}/source.bin`], 2]);
  const next = await startChildServer(dataFolder, { ...settings, ...SETTINGS });
  expect((await ask('POST', `/${id}/complete`, undefined, next.url)).status).toBe(204);
  expect(await untilEnded(next.url, id)).toMatchObject({ state: 'ready' });
});

it('is offered only where it is switched on', async () => {
  const limits = async (url: string): Promise<unknown> => await (await adminFetch(`${url}/api/v1/limits`)).json();
  const policy = async (url: string) => (await fetch(`${url}/healthz`)).headers.get('content-security-policy');
  const bucketAddress = `${made.settings['S3_ENDPOINT']}/${made.bucket}/`;
  expect(await limits(server.url)).toMatchObject({ directUploads: true });
  expect(await policy(server.url)).toContain(`connect-src 'self' ${bucketAddress};`);
  const off = await startTestServer({ settings: { ...made.settings, LECTERN_DEMO: 'no' } });
  expect(await limits(off.url)).toMatchObject({ directUploads: false });
  expect(await policy(off.url)).toContain(`connect-src 'self';`);
  expect(await ask('POST', '', { fileName: 'a.mp4', sizeBytes: 5 }, off.url)).toMatchObject({
    status: 404,
    error: { code: 'DIRECT_UPLOADS_OFF' },
  });
});
