import { once } from 'node:events';
import { createServer, request as forward, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

import { onTestFinished } from 'vitest';

/** What becomes of one request: an answer without asking the server, none, a late one, or one that breaks off after some bytes. */
export type ProxyFault = 'refuse' | 'drop' | 'late' | { readonly cutAfterBytes: number } | undefined;

const LATE_MS = 1_500;

/**
 * An HTTP proxy before `target` that does as `faultOf` says, for the rest of this test (or as long as `atTheEnd` says).
 * Returns its URL.
 */
export async function startFaultyProxy(
  target: string,
  faultOf: (request: IncomingMessage, count: number) => ProxyFault,
  atTheEnd: (close: () => void) => void = onTestFinished,
): Promise<string> {
  const { hostname, port } = new URL(target);
  let count = 0;
  const server = createServer((request, response) => {
    const fault = faultOf(request, ++count);
    if (fault === 'drop') {
      request.socket.destroy();
      return;
    }
    if (fault === 'refuse') {
      request.resume();
      response.writeHead(500, { 'content-type': 'application/xml' });
      response.end('<Error><Code>InternalError</Code><Message>We encountered an internal error</Message></Error>');
      return;
    }
    // Path and Host unchanged: both are signed.
    const options = { hostname, port, path: request.url, method: request.method, headers: request.headers };
    const asked = forward(options, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      let left = (typeof fault === 'object' ? fault.cutAfterBytes : undefined) ?? Number.POSITIVE_INFINITY;
      answer.on('data', (bytes: Buffer) => {
        const part = bytes.subarray(0, left);
        left -= part.length;
        if (left > 0) response.write(part);
        else response.write(part, () => response.destroy());
      });
      answer.on('end', () => response.end());
      response.on('close', () => answer.destroy());
    });
    asked.on('error', () => response.destroy());
    if (fault === 'late') setTimeout(() => request.pipe(asked), LATE_MS);
    else request.pipe(asked);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  atTheEnd(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
