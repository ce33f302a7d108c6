import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';

import { createS3ObjectStore } from '../../src/adapters/object-store/s3/s3-object-store.ts';
import { createMediaTools } from '../../src/adapters/process-runner/process-media-tools.ts';
import { hasForwarder } from '../../src/adapters/process-runner/forwarder.ts';
import { servedSourceHead } from '../../src/adapters/source/served-source-head.ts';
import { startSourceServer } from '../../src/adapters/source/source-server.ts';
import { withSources } from '../../src/adapters/source/with-sources.ts';
import { objectHeaders } from '../../src/delivery/object-headers.ts';
import { silentLogger } from '../../src/kernel/logger.ts';
import { confinedInput, inputFile } from '../../src/media/ffmpeg/input-arguments.ts';
import { readFacts } from '../../src/pipeline/read-facts/read-facts.ts';
import { engineUrl } from '../support/engines/engine.ts';
import { type ProxyFault, startFaultyProxy } from '../support/engines/faulty-proxy.ts';
import { newBucket } from '../support/engines/new-bucket.ts';
import { S3_TEST_KEYS } from '../support/engines/start-s3.ts';
import { runFfmpeg } from '../support/run-ffmpeg.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const KEY = 'originals/lecture/source.bin';
const folder = temporaryFolder((remove) => afterAll(remove));
const file = join(folder, 'lecture.mp4');
const base = createMediaTools();

beforeAll(async () => {
  // Some MB with its tables at the end: every run of FFmpeg looks there first.
  await runFfmpeg(
    ...['-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=25', '-f', 'lavfi', '-i', 'sine=sample_rate=48000'],
    ...['-t', '30', '-c:v', 'libx264', '-preset', 'ultrafast', '-qp', '8', '-g', '50', '-c:a', 'aac', '-y', file],
  );
});

/** A source in a bucket behind a proxy that does as `faultOf` says, once everything is set up. */
async function openReader(options: { isForwarded?: boolean; faultOf?: (count: number) => ProxyFault } = {}) {
  let requests = 0;
  let isArmed = false;
  const proxy = await startFaultyProxy(await engineUrl('s3'), () => {
    requests++;
    return isArmed ? options.faultOf?.(requests) : undefined;
  });
  const { bucket } = await newBucket();
  const objects = createS3ObjectStore({
    ...{ endpoint: proxy, bucket, region: 'us-east-1', keys: S3_TEST_KEYS },
    ...{ isPathStyle: true, prefix: '', headersOf: objectHeaders },
  });
  await objects.storeFile(KEY, file);
  const server = await startSourceServer({
    objects,
    logger: silentLogger(),
    hasForwarder: options.isForwarded ?? true,
  });
  const source = await server.open(KEY);
  onTestFinished(async () => {
    source.close();
    await server.close();
    objects.close();
  });
  requests = 0;
  isArmed = true;
  return { objects, server, source, tools: withSources(base, server), requests: () => requests };
}

/** A hash of every decoded picture of some seconds. */
async function pictures(path: string, from: number, seconds: number, tools = base): Promise<string> {
  const source = { path, demuxer: 'mov' };
  const hash = createHash('sha256');
  const seek = ['-ss', String(from), '-t', String(seconds)];
  const output = ['-map', '0:v', '-f', 'framemd5', 'pipe:1'];
  const result = await tools.run({
    tool: 'ffmpeg',
    args: ['-v', 'error', '-nostdin', ...confinedInput(source), ...seek, ...inputFile(source), ...output],
    readablePaths: [path],
    timeoutMs: 60_000,
    onOutput: (_output, bytes) => void hash.update(bytes),
  });
  expect(result).toMatchObject({ exitCode: 0, stderrTail: '' });
  return hash.digest('hex');
}

it.each([true, false])('gives FFmpeg the same bytes as the file has (through a sandbox: %s)', async (isForwarded) => {
  expect(hasForwarder()).toBe(true);
  const { server, source, tools, requests } = await openReader({ isForwarded });
  const head = servedSourceHead(server);
  const reading = await readFacts({ sourcePath: source.path, head, tools });
  expect(reading.facts.video?.timing.frameCount).toBe(750);
  // Chunks as jobs read them, one after another: a request brings 2 MiB, and no block comes twice.
  for (let from = 0; from < 30; from += 5) {
    expect(await pictures(source.path, from, 3, tools)).toBe(await pictures(file, from, 3));
  }
  const { size } = await stat(file);
  expect(requests()).toBeLessThanOrEqual(Math.ceil(size / 2 ** 21) + 1);
});

it('waits for a store that refuses, is late or breaks off, and never ends early', async () => {
  const faults: ProxyFault[] = [...Array<ProxyFault>(11).fill('refuse'), 'drop', 'late', { cutAfterBytes: 100_000 }];
  const { source, tools, requests } = await openReader({ faultOf: (count) => faults[count - 1] });
  expect(await pictures(source.path, 3, 6, tools)).toBe(await pictures(file, 3, 6));
  expect(requests()).toBeGreaterThan(faults.length);
});

it('ends the reading of a head at once when it is cancelled, although the store is away', async () => {
  const { server, source } = await openReader({ faultOf: () => 'drop' });
  const stop = new AbortController();
  const reading = servedSourceHead(server)(source.path, stop.signal);
  stop.abort();
  await expect(reading).rejects.toMatchObject({ code: 'CANCELLED' });
});

it('ends the run, with the reason, when the source is gone', async () => {
  const { objects, source, tools } = await openReader();
  await objects.delete(KEY);
  await expect(pictures(source.path, 0, 3, tools)).rejects.toMatchObject({ code: 'OBJECT_MISSING' });
});

it('lets FFmpeg reach nothing else', async () => {
  const { source, tools, server } = await openReader();
  const heard: string[] = [];
  const other = createServer((socket) => {
    heard.push('connected');
    socket.destroy();
  }).listen(0, '127.0.0.1');
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  const { port } = other.address() as { port: number };
  for (const path of [`http://127.0.0.1:${port}/a`, `${new URL(source.path).origin}/another`]) {
    const run = { tool: 'ffprobe' as const, args: ['-v', 'error', ...confinedInput({ path, demuxer: 'mov' }), path] };
    const result = await tools.run({ ...run, readablePaths: [source.path], timeoutMs: 20_000 });
    expect(result.exitCode).toBe(1);
  }
  expect(heard).toEqual([]);
  source.close();
  expect(server.find(source.path)).toBeUndefined();
});
