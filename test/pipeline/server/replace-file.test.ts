import { readFile } from 'node:fs/promises';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { VideoView } from '../../../src/http/video-view.ts';
import { newId } from '../../../src/kernel/ids.ts';
import type { RunningServer } from '../../../src/main/serve/start-server.ts';
import { sweepRetired } from '../../../src/pipeline/reencode/sweep-retired.ts';
import { compareStorage } from '../../../src/pipeline/upkeep/compare-storage.ts';
import { reconcile } from '../../../src/pipeline/upkeep/reconcile.ts';
import type { MediaRun } from '../../../src/ports/media-tools.ts';
import { newBucket } from '../../support/engines/new-bucket.ts';
import { adminFetch } from '../../support/server/admin.ts';
import { generatedClip } from '../../support/server/generated-clip.ts';
import { InterruptedTools } from '../../support/interrupted-tools.ts';
import { startTestServer } from '../../support/server/test-server.ts';
import { tusMetadata, TusClient } from '../../support/server/tus-client.ts';
import { untilEnded, watchVideo } from '../../support/server/video-watcher.ts';
import { newVisitor } from '../../support/server/visitor.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const NO_VIDEO = Buffer.from('This is a shopping list, and no video at all.\n'.repeat(40));
const DAY_MS = 86_400_000;

const media = new InterruptedTools();
const isEncode = (run: MediaRun): boolean => run.workFolder?.includes('encode-') === true;

const folder = temporaryFolder((remove) => afterAll(remove));
let short: string;
let longer: string;
beforeAll(async () => {
  [short, longer] = [await generatedClip(folder, 2), await generatedClip(folder, 5)];
});

describe.each(['the disk', 'a bucket'])('a file on %s that takes the place of another', (where) => {
  let server: RunningServer;
  let tus: TusClient;
  beforeAll(async () => {
    const stored = where === 'the disk' ? {} : (await newBucket()).settings;
    server = await startTestServer({ settings: { LECTERN_LADDER: '240', ...stored }, replace: { tools: media.tools } });
    tus = new TusClient(server.url);
  }, 120_000);

  const keysUnder = async (prefix: string): Promise<string[]> => {
    const keys: string[] = [];
    for await (const { key } of server.work.context.objects.list(prefix)) keys.push(key);
    return keys;
  };
  const show = async (id: string): Promise<VideoView> =>
    (await (await adminFetch(`${server.url}/api/v1/videos/${id}`)).json()) as VideoView;
  const post = async (path: string): Promise<Response> =>
    await adminFetch(`${server.url}/api/v1/videos/${path}`, { method: 'POST' });
  const textAt = async (url: string): Promise<string> => await (await fetch(new URL(url, server.url))).text();
  const replaced = async (id: string, isWanted: (video: VideoView) => boolean): Promise<VideoView> =>
    (await watchVideo(server.url, id, isWanted)).at(-1) as VideoView;
  const newVideo = async (): Promise<VideoView> => {
    const id = await tus.upload(short, 'short.mp4');
    return await untilEnded(server.url, id);
  };
  const differences = async (): Promise<string[]> => {
    const found: string[] = [];
    for await (const { message } of compareStorage(server.work.context)) found.push(message);
    return found;
  };
  const sweep = async (): Promise<void> => await sweepRetired(server.work.context, Date.now() + DAY_MS + 1000);

  it('is what the same addresses lead to once it is proven; what played goes on until then', async () => {
    const before = await newVideo();
    const { id } = before;
    const { reached, release } = media.hold(isEncode);
    const uploadId = await tus.upload(longer, 'longer.mp4', { replaces: id });
    await reached;
    expect(await show(id)).toMatchObject({
      ...{ state: 'ready', fileName: 'short.mp4', durationSeconds: before.durationSeconds },
      replacement: { fileName: 'longer.mp4', percent: 0 },
    });
    const playing = await textAt(before.hlsUrl ?? '');
    expect(playing).toContain('240p/playlist.m3u8');
    // The answer to the last part may have been lost: the upload is whole all the same.
    const asked = await tus.request('HEAD', `/api/v1/uploads/${uploadId}`);
    expect(asked.headers.get('upload-offset')).toBe(String((await readFile(longer)).length));
    expect((await adminFetch(`${server.url}/api/v1/videos/${uploadId}`)).status).toBe(404);
    release();
    media.beforeRun = () => undefined;

    const after = await replaced(id, (video) => video.fileName === 'longer.mp4');
    expect(after).toMatchObject({ id, state: 'ready', title: before.title, durationSeconds: 5 });
    expect(after).not.toHaveProperty('replacement');
    const strip = (url = ''): string => url.replace(/^\/v\/[^/]+/, '');
    expect(strip(after.hlsUrl)).toBe(strip(before.hlsUrl));
    expect(await textAt(before.hlsUrl ?? '')).not.toBe(playing);
    // Who plays the old one goes on for a day, then it goes with its file.
    expect((await keysUnder(`originals/`)).toSorted()).toEqual(
      [`originals/${id}/source.bin`, `originals/${uploadId}/source.bin`].toSorted(),
    );
    await sweep();
    expect(await keysUnder('originals/')).toEqual([`originals/${uploadId}/source.bin`]);
    expect(new Set((await keysUnder(`hls/${id}/`)).map((key) => key.split('/')[2]))).toHaveProperty('size', 3);
    expect(await differences()).toEqual([]);

    expect((await adminFetch(`${server.url}/api/v1/videos/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect([...(await keysUnder('originals/')), ...(await keysUnder('hls/'))]).toEqual([]);
  });

  it('is told when it cannot be used, can be tried again and thrown away; what played goes on', async () => {
    const { id, hlsUrl = '' } = await newVideo();
    const playing = await textAt(hlsUrl);
    const uploadId = await tus.upload(NO_VIDEO, 'list.mp4', { replaces: id });
    const isToldOf = ({ replacement }: VideoView): boolean => replacement?.error !== undefined;
    const error = { code: 'SOURCE_NOT_MEDIA', action: expect.stringContaining('Upload a video') as string };
    expect(await replaced(id, isToldOf)).toMatchObject({
      state: 'ready',
      replacement: { fileName: 'list.mp4', error },
    });
    expect(await differences()).toEqual([]);

    expect((await post(`${id}/retry`)).status).toBe(200);
    expect(await replaced(id, isToldOf)).toMatchObject({ replacement: { error } });
    expect((await post(`${id}/cancel`)).status).toBe(200);
    expect(await show(id)).not.toHaveProperty('replacement');
    expect(await keysUnder(`originals/${uploadId}/`)).toEqual([]);
    expect(await textAt(hlsUrl)).toBe(playing);
    // There is nothing beside it any more.
    expect((await post(`${id}/cancel`)).status).toBe(409);
    await adminFetch(`${server.url}/api/v1/videos/${id}`, { method: 'DELETE' });
  });

  it('begins a video anew that has failed or is still in work', async () => {
    const id = await tus.upload(NO_VIDEO, 'list.mp4');
    expect(await untilEnded(server.url, id)).toMatchObject({ state: 'failed', error: { code: 'SOURCE_NOT_MEDIA' } });
    media.beforeRun = async (run) => {
      if (isEncode(run)) await new Promise((_, reject) => run.signal?.addEventListener('abort', reject));
    };
    const wrongFile = await tus.upload(short, 'wrong.mp4', { replaces: id });
    await watchVideo(server.url, id, (video) => video.state === 'processing' && video.renditions.length > 0);
    expect(await keysUnder('originals/')).toEqual([`originals/${wrongFile}/source.bin`]);

    media.beforeRun = () => undefined;
    const rightFile = await tus.upload(longer, 'right.mp4', { replaces: id });
    const ready = await replaced(id, ({ state }) => state === 'ready');
    expect(ready).toMatchObject({ fileName: 'right.mp4', durationSeconds: 5 });
    expect(await keysUnder('originals/')).toEqual([`originals/${rightFile}/source.bin`]);
    expect(await differences()).toEqual([]);
    await adminFetch(`${server.url}/api/v1/videos/${id}`, { method: 'DELETE' });
    expect(await keysUnder('')).toEqual([]);
  });

  it('is taken up where the process died between its row and its work', async () => {
    const { context } = server.work;
    const { id } = await newVideo();
    const bytes = await readFile(longer);
    const created = await tus.create(bytes.length, { filename: 'longer.mp4', replaces: id });
    const uploadId = created.headers.get('location')?.split('/').at(-1) ?? '';
    await tus.patch(created.headers.get('location') ?? '', 0, bytes.subarray(0, -1));
    expect(await show(uploadId)).toMatchObject({ state: 'uploading', replaces: id });
    // What the request with the last byte would have done, up to the row.
    await context.objects.put(`originals/${uploadId}/source.bin`, bytes);
    expect(await context.replacements.handOver(uploadId, bytes.length, newId())).toMatchObject({ kind: 'beside' });
    await reconcile(context, Date.now(), true);
    expect(await replaced(id, (video) => video.fileName === 'longer.mp4')).toMatchObject({ durationSeconds: 5 });
    await adminFetch(`${server.url}/api/v1/videos/${id}`, { method: 'DELETE' });
  });
});

it('may go straight to the bucket; whoever asks again whether it is complete is told so', async () => {
  const { settings } = await newBucket();
  const direct = { LECTERN_DIRECT_UPLOADS: 'yes', LECTERN_LADDER: '240' };
  const server = await startTestServer({ settings: { ...settings, ...direct } });
  const id = await new TusClient(server.url).upload(short, 'short.mp4');
  await untilEnded(server.url, id);
  const ask = async (path: string, body?: unknown): Promise<Response> =>
    await adminFetch(`${server.url}/api/v1/direct-uploads${path}`, {
      method: 'POST',
      ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
  const bytes = await readFile(longer);
  const begun = await ask('', { fileName: 'longer.mp4', sizeBytes: bytes.length, replaces: id });
  const { id: uploadId } = (await begun.json()) as { id: string };
  const signed = await ask(`/${uploadId}/parts`, { partNumbers: [1] });
  const { parts } = (await signed.json()) as { parts: { url: string }[] };
  expect((await fetch(parts[0]?.url ?? '', { method: 'PUT', body: new Uint8Array(bytes) })).status).toBe(200);
  const completed = [await ask(`/${uploadId}/complete`), await ask(`/${uploadId}/complete`)];
  expect(completed.map(({ status }) => status)).toEqual([204, 204]);
  // A page that was closed before it heard of that looks here first.
  const shown = await adminFetch(`${server.url}/api/v1/direct-uploads/${uploadId}`);
  expect(await shown.json()).toMatchObject({ id: uploadId, sizeBytes: bytes.length, isComplete: true });
  const seen = await watchVideo(server.url, id, ({ fileName }) => fileName === 'longer.mp4');
  expect(seen.at(-1)).toMatchObject({ state: 'ready', durationSeconds: 5 });
  expect((await ask(`/${uploadId}/complete`)).status).toBe(204);
});

describe('whose file may be replaced', () => {
  it('is who may delete the video, and what has arrived', async () => {
    const server = await startTestServer({ settings: { LECTERN_LADDER: '240' } });
    const tus = new TusClient(server.url);
    const id = await tus.upload(short, 'short.mp4');
    await untilEnded(server.url, id);
    const { visitor } = await newVisitor(server, 'instructor');
    const announce = async (metadata: Record<string, string>) =>
      await visitor.ask('POST', '/uploads', undefined, {
        ...{ 'tus-resumable': '1.0.0', 'upload-length': '1000', 'upload-metadata': tusMetadata(metadata) },
      });
    const refused = await announce({ filename: 'new.mp4', replaces: id });
    expect([refused.statusCode, refused.json<{ error: { code: string } }>().error.code]).toEqual([
      404,
      'VIDEO_NOT_FOUND',
    ]);
    expect((await tus.create(1000, { filename: 'new.mp4', replaces: newId() })).status).toBe(404);
    expect((await tus.create(1000, { filename: 'new.mp4', replaces: id, lessonId: newId() })).status).toBe(400);
    const arriving = (await tus.create(1000)).headers.get('location')?.split('/').at(-1) ?? '';
    const tooEarly = await tus.create(1000, { filename: 'new.mp4', replaces: arriving });
    expect([tooEarly.status, tooEarly.body]).toEqual([409, expect.stringContaining('VIDEO_STATE_CONFLICT')]);
    const audited = async (): Promise<string[]> => {
      const { entries } = await server.accounts.context.audit.list({ action: 'video.replace', limit: 10 });
      return entries.map(({ subject }) => subject.id);
    };
    expect(await audited()).toEqual([]);
    expect((await tus.create(1000, { filename: 'new.mp4', replaces: id })).status).toBe(201);
    expect(await audited()).toEqual([id]);
  });
});
