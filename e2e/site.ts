import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

/** Answers a request itself, or leaves it to the next handler by returning false. */
export type Handler = (request: IncomingMessage, response: ServerResponse, path: string) => boolean | Promise<boolean>;

/** What pages are allowed to do; the real server sends the same. Inline styles are Mantine's. */
const CONTENT_SECURITY_POLICY = [
  `default-src 'self'`,
  `script-src 'self'`,
  `style-src 'self' 'unsafe-inline'`,
  `img-src 'self' data:`,
  `media-src 'self' blob:`,
  `object-src 'none'`,
  `base-uri 'none'`,
  `frame-ancestors 'none'`,
].join('; ');

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.jpg': 'image/jpeg',
  '.png': 'image/png',
  '.m3u8': 'application/vnd.apple.mpegurl',
  '.m4s': 'video/iso.segment',
  '.mp4': 'video/mp4',
  '.vtt': 'text/vtt',
};

/** A small web server for browser tests, on a free port of this machine. */
export class Site {
  readonly #server: Server;
  readonly #handlers: Handler[];
  /** Paths asked for, in order. */
  readonly requests: string[] = [];

  private constructor(handlers: Handler[]) {
    this.#handlers = handlers;
    this.#server = createServer((request, response) => void this.#answer(request, response));
    this.#server.keepAliveTimeout = 120_000; // a slow test must not ask on a connection that is just being closed
  }

  static async open(...handlers: Handler[]): Promise<Site> {
    const site = new Site(handlers);
    await new Promise<void>((resolve) => site.#server.listen(0, '127.0.0.1', resolve));
    return site;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Breaks every connection that is open now, as a crash does. */
  cutConnections(): void {
    this.#server.closeAllConnections();
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', 'http://site').pathname;
    this.requests.push(path);
    for (const handler of this.#handlers) if (await handler(request, response, path)) return;
    response.writeHead(404).end();
  }
}

/** Serves the files of a folder under a path. */
export function serveFolder(prefix: string, folder: string): Handler {
  return async (_request, response, path) => {
    if (!path.startsWith(prefix)) return false;
    // normalize() of an absolute path cannot climb out of it
    return sendFile(response, join(folder, normalize(`/${path.slice(prefix.length) || 'index.html'}`)));
  };
}

/** Serves one page whatever the path, as a single-page application needs it; `policy` is what a real server allows it. */
export function serveApp(page: string, policy?: string): Handler {
  return (request, response) => (request.method === 'GET' ? sendFile(response, page, policy) : false);
}

async function sendFile(response: ServerResponse, file: string, policy = CONTENT_SECURITY_POLICY): Promise<boolean> {
  const info = await stat(file).catch(() => undefined);
  if (info?.isFile() !== true) return false;
  response.writeHead(200, {
    'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
    'Content-Length': info.size,
    'Content-Security-Policy': policy,
    'Cache-Control': 'no-store', // every load is a load: the network emulation must see it
  });
  createReadStream(file).pipe(response);
  return true;
}
