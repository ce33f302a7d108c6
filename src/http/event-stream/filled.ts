import type { FastifyInstance } from 'fastify';

import { AppError } from '../../kernel/app-error.ts';
import { isId } from '../../kernel/ids.ts';
import { followFilled, type FilledFeedOptions } from './filled-feed.ts';
import { createEventStreams } from './open-stream.ts';

/**
 * `GET /v/<video>/filled`: which segments exist. JSON once, or server-sent events for those who ask for them.
 *
 * It lies beside the streams, so that who may play may see it, and nobody else.
 */
export function registerFilled(app: FastifyInstance, feed: FilledFeedOptions): void {
  const open = createEventStreams(app);
  app.get<{ Params: { videoId: string } }>('/:videoId/filled', { schema: { hide: true } }, async (request, reply) => {
    const { videoId } = request.params;
    const map = isId(videoId) ? await feed.load(videoId) : undefined;
    if (!map) throw new AppError('NOT_FOUND', { message: 'There is no such stream.' });
    // Both kinds of answer have one address.
    reply.header('vary', 'accept').header('cache-control', 'no-store');
    if (!(request.headers.accept ?? '').includes('text/event-stream')) return await reply.send(map);
    reply.header('cross-origin-resource-policy', 'cross-origin');
    return await open(reply, (send, end) => followFilled(feed, videoId, send, end));
  });
}
