import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { Agent, type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';

import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import type { AssembledServer } from '../../../src/main/serve/start-server.ts';
import { reconcile } from '../../../src/pipeline/upkeep/reconcile.ts';
import { AS_ADMIN } from '../../support/server/admin.ts';
import { assembleTestServer } from '../../support/server/test-server.ts';
import { TusClient, tusMetadata } from '../../support/server/tus-client.ts';

const PATH = '/api/v1/uploads';
const MAX_BYTES = 1_000_000;
const HOUR_MS = 3_600_000;

let server: AssembledServer & { dataFolder: string };
let origin: string;
let tus: TusClient;
let freeBytes = 10 ** 12;
beforeAll(async () => {
  server = await assembleTestServer({
    settings: { LECTERN_MAX_UPLOAD_BYTES: String(MAX_BYTES), LECTERN_UPLOAD_EXPIRY_HOURS: '5' },
    replace: { diskRoom: () => Promise.resolve(freeBytes) },
  });
  origin = await server.app.listen({ host: '127.0.0.1', port: 0 });
  tus = new TusClient(origin);
});

const idOf = (location: string): string => location.split('/').at(-1) ?? '';
const find = async (id: string) => await server.work.context.videos.find(id);
const askOver = async (agent: Agent, method: string, path: string, headers = {}, body?: Buffer) => {
  const asked = request(new URL(path, origin), { agent, method, headers, timeout: 15_000 });
  asked.on('timeout', () => asked.destroy(new Error(`no answer to ${method} ${path}`)));
  asked.end(body);
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  for await (const _ of answer);
  return { status: answer.statusCode, isReused: asked.reusedSocket };
};
const errorOf = (body: string) => (JSON.parse(body) as { error: Record<string, string> }).error;
const sourceOf = (id: string) => join(server.dataFolder, 'media/originals', id, 'source.bin');

async function begin(sizeBytes: number, fileName = 'clip.mp4'): Promise<string> {
  const answer = await tus.create(sizeBytes, { filename: fileName });
  expect(answer.status).toBe(201);
  return answer.headers.get('location') ?? '';
}

describe('tus 1.0', () => {
  it('announces what it can and how much it takes', async () => {
    const { status, headers } = await tus.request('OPTIONS', PATH);
    expect(status).toBe(204);
    expect(headers.get('tus-version')).toBe('1.0.0');
    expect(headers.get('tus-max-size')).toBe(String(MAX_BYTES));
    expect(headers.get('tus-extension')?.split(',')).toEqual(
      expect.arrayContaining(['creation', 'checksum', 'expiration', 'termination']),
    );
    expect(headers.get('tus-checksum-algorithm')?.split(',')).toContain('sha1');
  });

  it('makes the video with the upload: same id, state uploading, name in the table only', async () => {
    const answer = await tus.create(5000, { filename: '../../etc/My lecture_1.mp4' });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('upload-expires')).toMatch(/GMT$/);
    const location = answer.headers.get('location') ?? '';
    expect(location).toBe(`${PATH}/${idOf(location)}`);
    expect(await find(idOf(location))).toMatchObject({
      state: 'uploading',
      fileName: 'My lecture_1.mp4',
      title: 'My lecture 1',
      sizeBytes: 5000,
    });
    await tus.patch(location, 0, Buffer.alloc(5000, 1));
    const everything = readdirSync(server.dataFolder, { recursive: true }).join('\n');
    expect(everything).toContain(`originals/${idOf(location)}/source.bin`);
    expect(everything).not.toContain('lecture');
  });

  it.each([
    ['quotes and patterns', '-i "it\'s" $(x) %d *.mp4', '-i "it\'s" $(x) %d *.mp4'],
    ['line breaks and marks that turn text around', 'a\r\n\u202Egpj\u0000.mp4', 'agpj.mp4'],
    ['more than 300 characters', `${'ü'.repeat(299)}🎓.mp4`, 'ü'.repeat(299)],
    ['another system’s path', 'C:\\films\\a.mp4', 'a.mp4'],
  ])('takes a file whose name holds %s, and uses it for nothing but people', async (_what, sent, shown) => {
    const location = await begin(5000, sent);
    const list = await tus.request('GET', `/api/v1/videos/${idOf(location)}`);
    expect((JSON.parse(list.body) as { fileName: string }).fileName).toBe(shown);
    const folders = [`${server.dataFolder}/uploads`, `${server.dataFolder}/media`].filter((each) => existsSync(each));
    const files = folders.flatMap((each) => readdirSync(each, { recursive: true }).map(String));
    expect(files.filter((file) => !/^[\w./-]+$/.test(file))).toEqual([]);
    await tus.request('DELETE', location);
  });

  it('goes on where a broken upload ended, and moves the whole file into place', async () => {
    const bytes = Buffer.from(Array.from({ length: 3000 }, (_, i) => i % 251));
    const location = await begin(3000);
    expect((await tus.patch(location, 0, bytes.subarray(0, 1000))).headers.get('upload-offset')).toBe('1000');
    const head = await tus.request('HEAD', location);
    expect(head.headers.get('upload-offset')).toBe('1000');
    expect(head.headers.get('upload-length')).toBe('3000');
    expect(head.headers.get('cache-control')).toBe('no-store');

    const wrong = await tus.patch(location, 900, bytes.subarray(900));
    expect(wrong.status).toBe(409);
    expect(errorOf(wrong.body)).toMatchObject({ code: 'UPLOAD_CONFLICT', action: expect.any(String) as string });

    expect((await tus.patch(location, 1000, bytes.subarray(1000))).status).toBe(204);
    expect(readFileSync(sourceOf(idOf(location)))).toEqual(bytes);
    expect(readdirSync(join(server.dataFolder, 'uploads')).filter((name) => name.includes(idOf(location)))).toEqual([]);
    expect(await find(idOf(location))).toMatchObject({ state: 'processing', sizeBytes: 3000 });
  });

  it('tells a client whose last answer got lost that everything is here', async () => {
    const location = await begin(100);
    await tus.patch(location, 0, Buffer.alloc(100));
    const head = await tus.request('HEAD', location);
    expect(head.status).toBe(200);
    expect(head.headers.get('upload-offset')).toBe('100');
    const again = await tus.patch(location, 100, new Uint8Array());
    expect(again.status).toBe(204);
    expect((await tus.request('DELETE', location)).status).toBe(400);
    expect(existsSync(sourceOf(idOf(location)))).toBe(true);
  });

  it('throws a part away whose checksum is wrong, and takes it when it is right', async () => {
    const bytes = Buffer.from('these bytes matter');
    const location = await begin(bytes.length);
    const checksum = (algorithm: string, of: Uint8Array): Record<string, string> => ({
      'upload-checksum': `${algorithm} ${createHash(algorithm).update(of).digest('base64')}`,
    });
    const damaged = await tus.patch(location, 0, bytes, checksum('sha1', Buffer.from('other bytes')));
    expect(damaged.status).toBe(460);
    expect(errorOf(damaged.body)['code']).toBe('UPLOAD_CHECKSUM_MISMATCH');
    expect((await tus.request('HEAD', location)).headers.get('upload-offset')).toBe('0');

    const half = bytes.subarray(0, 6);
    expect((await tus.patch(location, 0, half, checksum('sha1', half))).status).toBe(204);
    const rest = bytes.subarray(6);
    expect((await tus.patch(location, 6, rest, checksum('sha256', rest))).status).toBe(204);
    expect(readFileSync(sourceOf(idOf(location)))).toEqual(bytes);

    const unknown = await tus.patch(await begin(5), 0, Buffer.alloc(5), { 'upload-checksum': 'crc9 AAAA' });
    expect(unknown.status).toBe(400);
  });

  it('forgets an upload that its client ends', async () => {
    const location = await begin(100);
    await tus.patch(location, 0, Buffer.alloc(50));
    expect((await tus.request('DELETE', location)).status).toBe(204);
    expect(await find(idOf(location))).toBeUndefined();
    expect(readdirSync(join(server.dataFolder, 'uploads')).filter((name) => name.includes(idOf(location)))).toEqual([]);
    const gone = await tus.request('HEAD', location);
    expect(gone.status).toBe(404);
    expect(gone.headers.get('tus-resumable')).toBe('1.0.0');
  });
});

describe('refusals', () => {
  it('refuses what is larger than the limit before and while it is sent', async () => {
    const announced = await tus.create(MAX_BYTES + 1);
    expect(announced.status).toBe(413);
    expect(errorOf(announced.body)).toMatchObject({
      code: 'SOURCE_TOO_LARGE',
      message: expect.stringContaining('1000000') as string,
    });

    const sent = await tus.patch(await begin(100), 0, Buffer.alloc(200));
    expect(sent.status).toBe(413);
    expect(errorOf(sent.body)['code']).toBe('SOURCE_TOO_LARGE');

    const headers = { 'upload-defer-length': '1', 'upload-metadata': tusMetadata({ filename: 'x.mp4' }) };
    const deferred = (await tus.request('POST', PATH, headers)).headers.get('location') ?? '';
    const long = await tus.patch(deferred, 0, Buffer.alloc(10), { 'upload-length': String(MAX_BYTES + 1) });
    expect(errorOf(long.body)['code']).toBe('SOURCE_TOO_LARGE');
  });

  it('leaves nothing of a refused part in the way of what comes next over the same connection', async () => {
    const location = await begin(900_000);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    const headers = {
      ...{ ...AS_ADMIN, 'tus-resumable': '1.0.0', 'upload-offset': '400000' },
      'content-type': 'application/offset+octet-stream',
    };
    const refused = await askOver(agent, 'PATCH', location, headers, Buffer.alloc(500_000));
    // As it is with a proxy, the next one is somebody else's.
    const next = await askOver(agent, 'GET', '/healthz');
    expect([refused.status, next]).toEqual([409, { status: 200, isReused: true }]);
    await tus.request('DELETE', location);
  });

  it('cuts off who goes on sending what was refused', async () => {
    const location = await begin(900_000);
    const headers = {
      ...{ ...AS_ADMIN, 'tus-resumable': '1.0.0', 'upload-offset': '400000', 'content-length': '500000' },
      'content-type': 'application/offset+octet-stream',
    };
    const sending = request(new URL(location, origin), { method: 'PATCH', headers });
    sending.write(Buffer.alloc(200_000)); // and the rest hours later
    const [answer] = (await once(sending, 'response')) as [IncomingMessage];
    answer.resume();
    sending.on('error', () => undefined); // that it was cut off
    await once(sending, 'close');
    expect([answer.statusCode, sending.writableFinished]).toEqual([409, false]);
    await tus.request('DELETE', location);
  });

  it('refuses an empty file', async () => {
    const answer = await tus.create(0);
    expect(answer.status).toBe(400);
    expect(errorOf(answer.body)['code']).toBe('SOURCE_EMPTY');
  });

  it('refuses when the disk would get nearly full, counting what other uploads have still to send', async () => {
    const before = freeBytes;
    const promised = await begin(900_000);
    freeBytes = 1_000_000 + 1_900_000; // the reserve, and room for one with what is made of it
    const answer = await tus.create(900_000);
    expect(answer.status).toBe(507);
    expect(errorOf(answer.body)).toMatchObject({
      code: 'DISK_FULL',
      action: expect.stringContaining('space') as string,
    });
    await tus.request('DELETE', promised);
    await tus.request('DELETE', await begin(900_000));
    freeBytes = before;
  });

  it('knows no upload by a path', async () => {
    for (const path of ['..%2f..%2fdatabase.lock', '..%2fvideos', '%00', 'x'.repeat(300)]) {
      const { status } = await tus.request('HEAD', `${PATH}/${path}`);
      expect({ path, isRefused: [400, 404, 414].includes(status) }).toEqual({ path, isRefused: true });
    }
  });

  it('wants tus', async () => {
    const answer = await tus.request('PATCH', await begin(5), { 'tus-resumable': '' }, Buffer.alloc(5));
    expect(answer.status).toBe(400);
    expect(errorOf(answer.body)['code']).toBe('REQUEST_INVALID');
  });
});

describe('upkeep of uploads', () => {
  it('removes an upload that was never finished, and keeps a young one', async () => {
    const location = await begin(100);
    await tus.patch(location, 0, Buffer.alloc(50));
    await reconcile(server.work.context, Date.now() + 4 * HOUR_MS, true);
    expect(await find(idOf(location))).toBeDefined();
    await reconcile(server.work.context, Date.now() + 6 * HOUR_MS, true);
    expect(await find(idOf(location))).toBeUndefined();
    expect(readdirSync(join(server.dataFolder, 'uploads')).filter((name) => name.includes(idOf(location)))).toEqual([]);
  });

  it('takes up an upload that was whole when the process died: before the rename, and after it', async () => {
    const { videos, sources } = server.work.context;
    for (const isRenamed of [false, true]) {
      const location = await begin(10);
      const id = idOf(location);
      await tus.patch(location, 0, Buffer.alloc(9));
      appendFileSync(join(server.dataFolder, 'uploads', id), 'x');
      if (isRenamed) await sources.adopt(id);
      await reconcile(server.work.context, Date.now(), true);
      expect(await videos.find(id)).toMatchObject({ state: 'processing' });
      expect(existsSync(sourceOf(id))).toBe(true);
    }
  });

  it('finishes a deletion that was cut short', async () => {
    const id = idOf(await begin(10));
    await server.work.context.videos.delete(id);
    expect(readdirSync(join(server.dataFolder, 'uploads'))).toContain(id);
    await reconcile(server.work.context, Date.now(), true);
    expect(readdirSync(join(server.dataFolder, 'uploads'))).not.toContain(id);
    expect(await server.work.context.videos.listDeletions()).toEqual([]);
  });
});
