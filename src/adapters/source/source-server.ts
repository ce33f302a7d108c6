import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { AppError } from '../../kernel/app-error.ts';
import { newId } from '../../kernel/ids.ts';
import type { Logger } from '../../kernel/logger.ts';
import { FORWARDED_PORT } from '../../ports/media-tools.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import type { OpenSource } from '../../ports/source-files.ts';
import { removeWorkOfTheDead } from '../temporary-files/remove-work-of-the-dead.ts';
import { BlockCache } from './block-cache.ts';
import { StoredSource } from './stored-source.ts';

/** Blocks that are kept in memory, for all jobs of this process. */
const CACHE_BYTES = 96 * 1024 * 1024;

/** Sources of the object store for the programs of this machine. */
export interface SourceServer {
  /** Where FFmpeg reaches it: a Unix socket, or, when undefined, a port of the loopback address. */
  readonly socketPath: string | undefined;
  /** Opens an object under an address that nobody guesses. Throws AppError SOURCE_MISSING when there is none. */
  open(key: string): Promise<OpenSource>;
  /** What `open` gave an address to, until it is closed. */
  find(sourcePath: string): StoredSource | undefined;
  /** Drops what is kept of an object that goes. */
  forget(key: string): void;
  close(): Promise<void>;
}

/**
 * The source-reader: serves ranges of objects to FFmpeg, which so never gets a remote address.
 *
 * `hasForwarder`: FFmpeg runs without network, and what it asks of its own loopback address is carried to a Unix socket.
 */
export async function startSourceServer(options: {
  objects: ObjectStore;
  logger: Logger;
  hasForwarder: boolean;
}): Promise<SourceServer> {
  const { objects, logger, hasForwarder } = options;
  const store = { objects, logger, cache: new BlockCache(CACHE_BYTES) };
  const sources = new Map<string, StoredSource>();
  const server = createServer((request, response) => {
    answer(sources.get((request.url ?? '').slice(1)), request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 1_000;
  const folder = hasForwarder ? await makeSocketFolder() : undefined;
  const socketPath = folder && path.join(folder, 'reader');
  if (socketPath === undefined) server.listen(0, '127.0.0.1');
  else server.listen(socketPath);
  await once(server, 'listening');
  const port = socketPath === undefined ? (server.address() as AddressInfo).port : FORWARDED_PORT;
  const root = `http://127.0.0.1:${port}/`;
  return {
    socketPath,
    async open(key) {
      const info = await objects.stat(key);
      if (!info) throw new AppError('SOURCE_MISSING', { message: 'The source of this video is not stored any more.' });
      const source = new StoredSource(key, info.sizeBytes, store);
      const token = newId();
      sources.set(token, source);
      return {
        path: `${root}${token}`,
        close() {
          sources.delete(token);
          source.close();
        },
      };
    },
    find: (sourcePath) => (sourcePath.startsWith(root) ? sources.get(sourcePath.slice(root.length)) : undefined),
    forget: (key) => store.cache.forget(key),
    async close() {
      for (const source of sources.values()) source.close();
      server.close();
      server.closeAllConnections();
      if (folder !== undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A private folder; short, because a socket's path is. Those of processes that were killed go. */
async function makeSocketFolder(): Promise<string> {
  const machine = `lectern-source-${createHash('sha256').update(hostname()).digest('hex').slice(0, 8)}`;
  await removeWorkOfTheDead(tmpdir(), machine, '-\\w{6}');
  return await mkdtemp(path.join(tmpdir(), `${machine}-${process.pid}-`));
}

/** A range as FFmpeg asks for it: `bytes=12-` or `bytes=12-34`, never several. */
const RANGE = /^bytes=(\d{1,15})-(\d{1,15})?$/;

async function answer(
  source: StoredSource | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!source || (request.method !== 'GET' && request.method !== 'HEAD')) return void response.writeHead(404).end();
  const { sizeBytes } = source;
  const [, from, last] = RANGE.exec(request.headers.range ?? '') ?? [];
  const start = Number(from ?? 0);
  const end = Math.min(sizeBytes, last === undefined ? sizeBytes : Number(last) + 1);
  const isRange = from !== undefined;
  if (isRange && start >= sizeBytes) {
    return void response.writeHead(416, { 'content-range': `bytes */${sizeBytes}`, 'content-length': 0 }).end();
  }
  response.writeHead(isRange ? 206 : 200, {
    'accept-ranges': 'bytes',
    'content-type': 'application/octet-stream',
    'content-length': Math.max(0, end - start),
    ...(isRange && { 'content-range': `bytes ${start}-${end - 1}/${sizeBytes}` }),
  });
  if (request.method === 'HEAD') return void response.end();
  await pipeline(Readable.from(unlessGivenUp(source, start, end), { objectMode: false }), response);
}

/** A connection that ended early would be taken for the end of the file: instead nothing comes any more. */
async function* unlessGivenUp(source: StoredSource, start: number, end: number): AsyncIterable<Uint8Array> {
  yield* source.bytes(start, end);
  if (source.failed.aborted && !source.closed.aborted) await once(source.closed, 'abort');
  source.closed.throwIfAborted();
}
