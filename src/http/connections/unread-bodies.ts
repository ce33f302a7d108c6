import type { FastifyInstance } from 'fastify';

/**
 * Reads to its end, and throws away, what a refusal left unread of a request's body. The next request of the same connection
 * stands behind those bytes: with a proxy it is somebody else's, and would wait until the proxy gives up. Node does so only
 * where nobody had begun to read.
 */
export function discardUnreadBodies(app: FastifyInstance): void {
  app.addHook('onResponse', async ({ raw }) => {
    if (raw.readableEnded || raw.destroyed) return;
    raw.removeAllListeners('data');
    raw.resume();
  });
}
