import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import type { PlayGuard } from '../../delivery/access/permission.ts';
import { AppError } from '../../kernel/app-error.ts';
import { isId } from '../../kernel/ids.ts';
import { sessionTokenOf } from '../access.ts';
import { keyOf } from '../playback/viewer.ts';
import { followFilled, type FilledFeedOptions } from './filled-feed.ts';
import { createEventStreams } from './open-stream.ts';

/**
 * `GET /v/<token>/<video>/filled`: which segments exist. JSON once, or server-sent events for those who ask for them.
 *
 * It lies beside the streams, so that who may play may see it, and nobody else; a stream ends when they may no more.
 */
export function registerFilled(app: FastifyInstance, feed: FilledFeedOptions, guard: PlayGuard): void {
  const open = createEventStreams(app);
  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const { token, videoId } = request.params as { token?: string; videoId: string };
    if (!isId(videoId)) throw notFound();
    const viewer = { videoId, token, cookie: sessionTokenOf(request), key: keyOf(request) };
    await guard.check(viewer);
    const map = await feed.load(videoId);
    if (!map) throw notFound();
    // Both kinds of answer have one address.
    reply.header('vary', 'accept').header('cache-control', 'no-store');
    if (!(request.headers.accept ?? '').includes('text/event-stream')) return await reply.send(map);
    return await open(reply, (send, end) => followFilled(feed, videoId, send, end), {
      isStillAllowed: async () =>
        await guard.check(viewer).then(
          () => true,
          () => false,
        ),
    });
  };
  const config = { access: 'anyone' as const };
  for (const url of ['/:videoId/filled', '/:token/:videoId/filled'])
    app.get(url, { schema: { hide: true }, config }, answer);
}

function notFound(): AppError {
  return new AppError('NOT_FOUND', { message: 'There is no such stream.' });
}
