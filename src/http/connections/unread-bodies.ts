import { finished } from 'node:stream';

import type { FastifyInstance } from 'fastify';

/** Who still sends by then is cut off, and reads the refusal: browsers look at the answer when they cannot send any more. */
const LINGER_MS = 5_000;

/**
 * Reads to its end, and throws away, what a refusal left unread of a request's body. The next request of the same connection
 * stands behind those bytes: with a proxy it is somebody else's, and would wait until the proxy gives up. Node does so only
 * where nobody had begun to read. nginx does the same with its own clients (`lingering_close`).
 */
export function discardUnreadBodies(app: FastifyInstance): void {
  app.addHook('onResponse', async ({ raw }) => {
    const hasBody = 'content-length' in raw.headers || 'transfer-encoding' in raw.headers;
    if (!hasBody || raw.readableEnded || raw.destroyed) return;
    raw.removeAllListeners('data');
    raw.resume();
    const cutOff = setTimeout(() => raw.destroy(), LINGER_MS).unref();
    finished(raw, () => clearTimeout(cutOff));
  });
}
