import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';

import type { VideoFeed } from './video-feed.ts';

/** Keeps proxies and browsers from closing a quiet stream. */
const HEARTBEAT_MS = 15_000;
/** A page that does not read is let go: it asks again and gets a snapshot. */
const MAX_BUFFERED_BYTES = 1_000_000;

const query = z.object({
  videos: z.string().max(5000).optional().describe('Ids separated by commas; without it, all videos.'),
});

/** `GET /api/v1/events`: one stream a page, see `stream-events.ts`. */
export function registerEvents(parent: FastifyInstance, feed: VideoFeed): void {
  const app = parent.withTypeProvider<ZodTypeProvider>();
  const open = new Set<() => void>();
  app.addHook('preClose', async () => {
    for (const end of open) end();
  });
  app.get(
    '/events',
    {
      schema: {
        tags: ['events'],
        summary: 'Follow what happens, as server-sent events',
        description:
          'First `snapshot` ({ videos }), then `video` (a whole video that changed, a few times a second at most) and `deleted` ({ id }).',
        produces: ['text/event-stream'],
        querystring: query,
      },
    },
    async (request, reply) => {
      const videoIds = request.query.videos?.split(',').filter(Boolean);
      const headers = reply.getHeaders() as Record<string, string>;
      reply.hijack();
      const { raw } = reply;
      raw.writeHead(200, {
        ...headers,
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no', // nginx would hold events back
      });
      const write = (text: string): void => {
        raw.write(text);
        if (raw.writableLength > MAX_BUFFERED_BYTES) raw.destroy();
      };
      write('retry: 1000\n\n');
      const heartbeat = setInterval(() => write(': still here\n\n'), HEARTBEAT_MS);
      let unsubscribe: (() => void) | undefined;
      const end = (): void => {
        clearInterval(heartbeat);
        unsubscribe?.();
        open.delete(end);
        raw.end();
      };
      open.add(end);
      raw.on('close', end);
      try {
        unsubscribe = await feed.subscribe(videoIds, (event, data) => {
          write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
        });
        if (raw.destroyed || raw.writableEnded) end();
      } catch {
        raw.destroy(); // the client asks again
      }
    },
  );
}
