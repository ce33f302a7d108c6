import type { FastifyInstance } from 'fastify';

/** A server's last while. */
export interface Draining {
  /** True from the moment on in which it was told to stop. */
  readonly isDraining: boolean;
  /** From now on each answer is the last one of its connection, so that proxies open the next one elsewhere. */
  begin(): void;
}

/**
 * Lets a server leave without a request that fails: what comes over connections that it has is answered as ever, with
 * `Connection: close` (RFC 9112, 9.6), and a connection that has nothing to do any more is closed.
 */
export function createDraining(app: FastifyInstance): Draining {
  let isDraining = false;
  app.addHook('onRequest', async (request, reply) => {
    if (isDraining && request.raw.httpVersionMajor < 2) reply.raw.setHeader('connection', 'close');
  });
  app.addHook('onResponse', async () => {
    // Answers that had begun before could not say that they were the last; Node itself waits for the client to leave.
    if (isDraining) setImmediate(() => app.server.closeIdleConnections());
  });
  return {
    get isDraining() {
      return isDraining;
    },
    begin() {
      isDraining = true;
    },
  };
}
