import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createHttpTreeReader } from './http-tree-reader.ts';

const BODY = Buffer.from('0123456789');

const ROUTES: Record<string, (request: IncomingMessage, response: ServerResponse) => void> = {
  '/whole': (_, response) => response.writeHead(200, { 'content-type': 'video/mp4' }).end(BODY),
  '/ranges': (request, response) => {
    const [, from, to] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '') ?? [];
    response.writeHead(206).end(BODY.subarray(Number(from), Number(to) + 1));
  },
  '/moved': (_, response) => response.writeHead(302, { location: '/whole' }).end(),
  '/loop': (_, response) => response.writeHead(302, { location: '/loop' }).end(),
  '/elsewhere': (_, response) => response.writeHead(302, { location: 'http://example.invalid/x' }).end(),
  '/endless': (_, response) => {
    const more = (): void => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536)));
      if (!response.destroyed) response.once('drain', more);
    };
    more();
  },
  '/silent': () => undefined,
  '/busy': (_, response) => response.writeHead(503, { 'retry-after': '2' }).end(),
};

let server: Server;
let base: URL;

beforeAll(async () => {
  server = createServer((request, response) => {
    const route = ROUTES[request.url ?? ''];
    if (route) route(request, response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hls/`);
});

afterAll(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

function at(path: string): string {
  return new URL(path, base).href;
}

async function read(path: string, options = {}, range?: { start: number; end: number }): Promise<unknown> {
  const answer = await createHttpTreeReader(base, options).read(at(path), range);
  return 'fault' in answer ? answer.fault : { ...answer, bytes: new TextDecoder().decode(answer.bytes) };
}

describe('a server', () => {
  it('begins with the master of a folder, or with the playlist that was named', async () => {
    expect(await createHttpTreeReader(base).findEntry()).toBe(at('/hls/master.m3u8'));
    expect(await createHttpTreeReader(new URL('x.m3u8?t=1', base)).findEntry()).toBe(at('/hls/x.m3u8?t=1'));
  });

  it('is not left for another', () => {
    const reader = createHttpTreeReader(base);
    expect(reader.resolve(at('/hls/a/p.m3u8'), '../b.m4s')).toBe(at('/hls/b.m4s'));
    expect(reader.resolve(at('/hls/a/p.m3u8'), '/other/b.m4s')).toBe(at('/other/b.m4s'));
    expect(reader.resolve(at('/hls/a/p.m3u8'), 'https://example.org/b.m4s')).toBeUndefined();
    expect(reader.resolve(at('/hls/a/p.m3u8'), 'file:///etc/passwd')).toBeUndefined();
    expect(reader.resolve(at('/hls/a/p.m3u8'), 'http://[')).toBeUndefined();
  });

  it('gives bytes and how it gave them', async () => {
    expect(await read('/whole')).toEqual({
      bytes: '0123456789',
      response: { contentType: 'video/mp4', isRedirected: false },
    });
    expect(await read('/moved')).toMatchObject({ bytes: '0123456789', response: { isRedirected: true } });
  });

  it('gives ranges, also when it does not know them', async () => {
    expect(await read('/ranges', {}, { start: 2, end: 5 })).toMatchObject({ bytes: '234' });
    expect(await read('/whole', {}, { start: 2, end: 5 })).toMatchObject({ bytes: '234' });
    expect(await read('/whole', {}, { start: 8, end: 12 })).toBe('gave 2 bytes, wanted the 4 from byte 8 on');
  });

  it('says what is wrong instead of throwing', async () => {
    expect(await read('/nothing')).toBe('is missing (404)');
    expect(await read('/busy')).toBe('answered 503');
    expect(await read('/loop')).toBe('answered with more than 3 redirects');
    expect(await read('/elsewhere')).toBe('answered 302 with a redirect to another server');
    expect(await read('/endless', { maxBytes: 1_000_000 })).toBe('is larger than 1000000 bytes');
    expect(await read('/silent', { timeoutMs: 50 })).toBe('did not answer in time');
    const closed = await createHttpTreeReader(new URL('http://127.0.0.1:1/')).read('http://127.0.0.1:1/x');
    expect('fault' in closed && closed.fault).toMatch(/^cannot be fetched: /);
  });

  it('is left when the check is cancelled', async () => {
    const controller = new AbortController();
    const reading = read('/silent', { signal: controller.signal });
    controller.abort();
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  });
});
