import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';

import type { VideoAccess } from '../playback/video-access.ts';
import { askerOf } from '../playback/video-presenter.ts';
import { createEventStreams } from './open-stream.ts';
import type { VideoFeed } from './video-feed.ts';

const query = z.object({
  videos: z.string().max(5000).optional().describe('Ids separated by commas; without it, all that you may edit.'),
});

/** `GET /api/v1/events`: one stream a page, see `stream-events.ts`. */
export function registerEvents(parent: FastifyInstance, feed: VideoFeed, access: VideoAccess): void {
  const app = parent.withTypeProvider<ZodTypeProvider>();
  const open = createEventStreams(app);
  app.get(
    '/events',
    {
      config: { access: 'signed-in' },
      schema: {
        tags: ['events'],
        summary: 'Follow what happens, as server-sent events',
        description:
          'First `snapshot` ({ videos }), then `video` (a whole video that changed, a few times a second at most) and `deleted` ({ id }: it is gone, or no longer yours to see).',
        produces: ['text/event-stream'],
        querystring: query,
      },
    },
    async (request, reply) => {
      const videoIds = request.query.videos?.split(',').filter(Boolean);
      await open(reply, (send) => feed.subscribe(askerOf(request), videoIds, send), {
        isStillAllowed: async () => await access.isStillValid(request.principal),
      });
    },
  );
}
