import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

import { afterAll, expect, it } from 'vitest';

import { adminFetch } from '../../support/server/admin.ts';
import { TusClient } from '../../support/server/tus-client.ts';
import { startTestServer } from '../../support/server/test-server.ts';
import { newPostgresUrl } from '../../support/test-databases.ts';

/** A line to the server at `url` that a test cuts and mends. */
async function startLine(url: string) {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  let isCut = false;
  const relay = createServer((socket) => {
    const onward = connect(Number(port), hostname);
    for (const each of [socket, onward]) {
      sockets.add(each);
      each.on('error', () => undefined);
      each.on('close', () => {
        sockets.delete(each);
        socket.destroy();
        onward.destroy();
      });
    }
    if (isCut) socket.destroy();
    else socket.pipe(onward).pipe(socket);
  }).listen(0, '127.0.0.1');
  await once(relay, 'listening');
  const cut = (): void => {
    isCut = true;
    for (const each of sockets) each.destroy();
  };
  // After the server, which was opened later, has given its locks back.
  afterAll(() => {
    cut();
    relay.close();
  });
  const through = new URL(url);
  through.hostname = '127.0.0.1';
  through.port = String((relay.address() as AddressInfo).port);
  return { url: through.href, cut, mend: () => (isCut = false) };
}

it('asks to come back while PostgreSQL is away, and goes on when it is back', async () => {
  const line = await startLine(await newPostgresUrl());
  const { url } = await startTestServer({ settings: { DATABASE_URL: line.url } });
  expect((await adminFetch(`${url}/api/v1/videos`)).status).toBe(200);
  const upload = (await new TusClient(url).create(1000)).headers.get('location') ?? '';
  line.cut();
  const answer = await adminFetch(`${url}/api/v1/videos`);
  expect(answer.status).toBe(503);
  expect([answer.headers.get('retry-after'), answer.headers.get('cache-control')]).toEqual(['5', 'no-store']);
  expect(await answer.json()).toMatchObject({ error: { code: 'DATABASE_UNREACHABLE' } });
  // Anything but 423 would make a client of tus begin its upload anew.
  expect((await adminFetch(`${url}${upload}`, { method: 'HEAD' })).status).toBe(423);
  expect((await fetch(`${url}/readyz`)).status).toBe(503);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  line.mend();
  expect((await adminFetch(`${url}/api/v1/videos`)).status).toBe(200);
  expect((await new TusClient(url).request('HEAD', upload)).headers.get('upload-offset')).toBe('0');
});
