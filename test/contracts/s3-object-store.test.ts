import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import { probeObjectStore } from '../../src/adapters/object-store/probe-object-store.ts';
import {
  createS3ObjectStore,
  type S3ObjectStore,
  type S3Settings,
} from '../../src/adapters/object-store/s3/s3-object-store.ts';
import { objectHeaders } from '../../src/delivery/object-headers.ts';
import { newId } from '../../src/kernel/ids.ts';
import { createLogger } from '../../src/kernel/logger.ts';
import { engineUrl } from '../support/engines/engine.ts';
import { type ProxyFault, startFaultyProxy } from '../support/engines/faulty-proxy.ts';
import { S3_TEST_KEYS } from '../support/engines/start-s3.ts';
import { startTcpGate } from '../support/faults/fleet/tcp-gate.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { describeObjectStore } from './object-store.contract.ts';

const BUCKET = `lectern-${newId()}`;
let endpoint: string;
let client: S3Client;
beforeAll(async () => {
  endpoint = await engineUrl('s3');
  client = new S3Client({ endpoint, region: 'us-east-1', credentials: S3_TEST_KEYS, forcePathStyle: true });
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
}, 120_000);

/** An empty store: each has a prefix of its own in one bucket. */
function openStore(settings: Partial<S3Settings> = {}): S3ObjectStore {
  const store = createS3ObjectStore({
    endpoint,
    bucket: BUCKET,
    region: 'us-east-1',
    keys: S3_TEST_KEYS,
    isPathStyle: true,
    prefix: `${newId()}/`,
    headersOf: objectHeaders,
    ...settings,
  });
  onTestFinished(() => store.close());
  return store;
}

describeObjectStore('S3', () => openStore());

describe('an object store in S3', () => {
  it('tells browsers and CDNs what each object is and how long it may be kept', async () => {
    const prefix = `${newId()}/lessons/`;
    const store = openStore({ prefix });
    const [video, revision] = [newId(), newId()];
    const forEver = 'public, max-age=31536000, immutable';
    const expected: Record<string, [type: string, cache: string]> = {
      [`hls/${video}/master.m3u8`]: ['application/vnd.apple.mpegurl', 'no-cache'],
      [`hls/${video}/manifest.mpd`]: ['application/dash+xml', 'no-cache'],
      [`hls/${video}/${revision}/720p/playlist.m3u8`]: ['application/vnd.apple.mpegurl', forEver],
      [`hls/${video}/${revision}/720p/init.mp4`]: ['video/mp4', forEver],
      [`hls/${video}/${revision}/720p/segment_00000.m4s`]: ['video/iso.segment', forEver],
      [`hls/${video}/${revision}/images/poster.jpg`]: ['image/jpeg', forEver],
      [`originals/${video}/source.bin`]: ['application/octet-stream', 'private, no-store'],
    };
    for (const [key, [type, cache]] of Object.entries(expected)) {
      await store.put(key, Uint8Array.of(1));
      const stored = await client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: `${prefix}${key}` }));
      expect([stored.ContentType, stored.CacheControl], key).toEqual([type, cache]);
    }
  });

  it('puts an object unless there is one of that name', async () => {
    const store = openStore();
    const answers = await Promise.all(
      [1, 2, 3].map(async (value) => await store.putNew?.('a/b', Uint8Array.of(value))),
    );
    expect(answers.filter(Boolean)).toHaveLength(1);
    expect([...((await store.get('a/b')) ?? [])]).toEqual([answers.indexOf(true) + 1]);
    expect(await store.putNew?.('a/b', Uint8Array.of(9))).toBe(false);
    await store.delete('a/b');
    expect(await store.putNew?.('a/b', Uint8Array.of(9))).toBe(true);
  });

  it('leaves no parts of a process that was killed while it stored a file', async () => {
    const prefix = `${newId()}/`;
    const store = openStore({ prefix });
    const file = join(temporaryFolder(), 'source.bin');
    writeFileSync(file, Buffer.alloc(9 * 1024 ** 2, 7));
    const begin = async (name: string): Promise<void> => {
      const place = { Bucket: BUCKET, Key: `${prefix}${name}` };
      const { UploadId } = await client.send(new CreateMultipartUploadCommand(place));
      await client.send(new UploadPartCommand({ ...place, UploadId, PartNumber: 1, Body: 'half' }));
    };
    await begin('originals/a/source.bin');
    await begin('originals/b/source.bin');
    await store.storeFile('originals/a/source.bin', file);
    expect(await store.stat('originals/a/source.bin')).toMatchObject({ sizeBytes: 9 * 1024 ** 2 });
    const left = await client.send(new ListMultipartUploadsCommand({ Bucket: BUCKET, Prefix: prefix }));
    expect(left.Uploads?.map(({ Key }) => Key)).toEqual([`${prefix}originals/b/source.bin`]);
  });

  it('lists and deletes more than one answer can hold', async () => {
    const store = openStore({ keysAtOnce: 4 });
    const names = Array.from({ length: 11 }, (_, i) => `many/${String(i).padStart(4, '0')}`);
    await Promise.all(names.map((name) => store.put(name, Uint8Array.of(1))));
    await store.put('other', Uint8Array.of(1));
    const keys: string[] = [];
    for await (const { key } of store.list('many/')) keys.push(key);
    expect(keys).toEqual(names);
    await store.deletePrefix('many/');
    for await (const { key } of store.list('')) expect(key).toBe('other');
  });
});

describe('an S3 server with trouble', () => {
  const bytes = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 7) % 251);

  it('is asked again when a request fails or gets lost', async () => {
    const faults: ProxyFault[] = ['refuse', 'drop', undefined];
    const store = openStore({ endpoint: await startFaultyProxy(endpoint, (_request, count) => faults[count % 3]) });
    const keys = Array.from({ length: 6 }, (_, i) => `a/${i}`);
    for (const key of keys) await store.put(key, bytes);
    for (const key of keys) expect(Buffer.from((await store.get(key)) ?? []).equals(bytes)).toBe(true);
    expect(await store.stat('a/0')).toMatchObject({ sizeBytes: bytes.length });
    const listed: string[] = [];
    for await (const { key } of store.list('a/')) listed.push(key);
    expect(listed).toEqual(keys);
    await store.deletePrefix('a/');
    expect(await store.get('a/0')).toBeUndefined();
  });

  it('keeps nobody who ends, although it never answers', async () => {
    const gate = await startTcpGate(endpoint);
    onTestFinished(() => gate.close());
    const store = openStore({ endpoint: gate.url });
    await store.put('key', Uint8Array.of(1));
    gate.cut();
    const waiting = [store.get('key'), store.put('key', Uint8Array.of(2)), store.stat('key')];
    store.cut();
    for (const each of [...waiting, store.get('key')]) {
      await expect(each).rejects.toMatchObject({ code: 'S3_UNREACHABLE', retry: 'later' });
    }
  });

  it('is asked for the rest of an object that broke off', async () => {
    const cut = ({ method }: { method?: string }) => (method === 'GET' ? { cutAfterBytes: 70_000 } : undefined);
    const store = openStore({ endpoint: await startFaultyProxy(endpoint, cut) });
    await store.put('key', bytes);
    expect(Buffer.from((await store.get('key')) ?? []).equals(bytes)).toBe(true);
    const pieces: Uint8Array[] = [];
    for await (const piece of await store.read('key', { start: 1000, end: 290_000 })) pieces.push(piece);
    expect(Buffer.concat(pieces).equals(bytes.subarray(1000, 290_000))).toBe(true);
  });

  it('never gives half of one object and half of the next', async () => {
    const cut = ({ method }: { method?: string }) => (method === 'GET' ? { cutAfterBytes: 70_000 } : undefined);
    const store = openStore({ endpoint: await startFaultyProxy(endpoint, cut) });
    await store.put('key', bytes);
    const stream = await store.read('key');
    const readAll = async (): Promise<void> => {
      for await (const piece of stream) if (piece.length > 0) await store.put('key', bytes.toReversed());
    };
    await expect(readAll()).rejects.toMatchObject({ code: 'S3_FAILED' });
  });

  it('is said to be broken, unreachable or refusing, with what to do, and never with a key of ours', async () => {
    let log = '';
    const logger = createLogger('debug', { write: (line) => (log += line) });
    const wrong: Array<[Partial<S3Settings>, string, RegExp]> = [
      [{ endpoint: await startFaultyProxy(endpoint, () => 'refuse') }, 'S3_FAILED', /500 InternalError.*after 5 tries/],
      [{ endpoint: 'http://127.0.0.1:1' }, 'S3_UNREACHABLE', /127\.0\.0\.1:1, bucket .*ECONNREFUSED/],
      [{ keys: { accessKeyId: 'testkey', secretAccessKey: 's3cr3t' } }, 'S3_ACCESS_DENIED', /SignatureDoesNotMatch/],
      [{ keys: { accessKeyId: 'nobody', secretAccessKey: 's3cr3t' } }, 'S3_ACCESS_DENIED', /InvalidAccessKeyId/],
      [{ bucket: 'nowhere' }, 'S3_BUCKET_WRONG', /bucket nowhere.*NoSuchBucket/],
    ];
    for (const [settings, code, message] of wrong) {
      const error: unknown = await probeObjectStore(openStore(settings), 'test').catch((caught: unknown) => caught);
      expect(error).toMatchObject({ code, retry: 'later', message: expect.stringMatching(message) as string });
      logger.error({ err: error }, 'could not start');
    }
    expect(log).not.toMatch(/s3cr3t|testsecret/);
    await probeObjectStore(openStore(), 'test');
  });
});
