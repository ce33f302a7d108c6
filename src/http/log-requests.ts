import type { FastifyInstance } from 'fastify';

import type { Logger } from '../kernel/logger.ts';
import { redactUrl } from './playback/redact-url.ts';

/**
 * Logs every answer at level `debug`, with the id that errors tell their readers: no tokens, no queries, no headers. At other
 * levels it costs nothing.
 */
export function logRequests(app: FastifyInstance, logger: Logger): void {
  if (!logger.isLevelEnabled('debug')) return;
  app.addHook('onResponse', async ({ id: requestId, method, url }, { statusCode: status, elapsedTime }) => {
    const path = redactUrl(url.split('?')[0] ?? '');
    logger.debug({ requestId, method, path, status, ms: Math.round(elapsedTime) }, 'answered a request');
  });
}
