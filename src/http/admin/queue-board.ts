import helmet from '@fastify/helmet';
import type { FastifyInstance, FastifyPluginCallback } from 'fastify';

import { declareAccess } from '../access.ts';

/** Where the board of the queues is. */
export const QUEUE_BOARD_PATH = '/admin/queues';

/** As other pages, and that its addresses are relative to its own path. */
const CONTENT_SECURITY_POLICY = {
  'default-src': ["'self'"],
  'script-src': ["'self'"],
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:'],
  'font-src': ["'self'", 'data:'],
  'connect-src': ["'self'"],
  'object-src': ["'none'"],
  'base-uri': ["'self'"],
  'form-action': ["'self'"],
  'frame-ancestors': ["'self'"],
};

/** Its page asks another server for a typeface, which nobody here allows. */
const FOREIGN_STYLES = /<link[^>]*href="https?:[^>]*>/g;

/** Mounts the board for administrators. */
export async function registerQueueBoard(app: FastifyInstance, board: FastifyPluginCallback): Promise<void> {
  await app.register(
    async (scope) => {
      declareAccess(scope, 'admin');
      await scope.register(helmet, {
        contentSecurityPolicy: { useDefaults: false, directives: CONTENT_SECURITY_POLICY },
        strictTransportSecurity: false,
        crossOriginEmbedderPolicy: false,
        originAgentCluster: false,
        crossOriginOpenerPolicy: false,
        referrerPolicy: { policy: 'no-referrer' },
      });
      scope.addHook('onSend', async (_request, _reply, payload) =>
        typeof payload === 'string' ? payload.replaceAll(FOREIGN_STYLES, '') : payload,
      );
      await scope.register(board);
    },
    { prefix: QUEUE_BOARD_PATH },
  );
}
