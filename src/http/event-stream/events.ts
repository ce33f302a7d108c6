import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';

import type { VideoAccess } from '../playback/video-access.ts';
import { askerOf } from '../playback/video-presenter.ts';
import type { LecternEvent } from '../../events/lectern-event.ts';
import { createEventStreams, type SendEvent } from './open-stream.ts';
import type { VideoFeed } from './video-feed.ts';

const query = z.object({
  videos: z.string().max(5000).optional().describe('Ids separated by commas; without it, all that you may edit.'),
  courses: z
    .string()
    .max(5000)
    .optional()
    .describe('Ids separated by commas: each change is told as `course` ({ id }).'),
});

/** Listens to everything that happens; answers how to stop. */
type Subscribe = (listener: (event: LecternEvent) => void) => () => void;

/** `GET /api/v1/events`: one stream a page, see `stream-events.ts`. */
export function registerEvents(
  parent: FastifyInstance,
  feed: VideoFeed,
  access: VideoAccess,
  subscribe: Subscribe,
): void {
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
          'First `snapshot` ({ videos }), then `video` (a whole video that changed, a few times a second at most) and `deleted` ({ id }: it is gone, or no longer yours to see). `course` ({ id }) when a course named in `courses`, or a lesson of it, changed: ask for it again.',
        produces: ['text/event-stream'],
        querystring: query,
      },
    },
    async (request, reply) => {
      const videoIds = request.query.videos?.split(',').filter(Boolean);
      const courseIds = new Set(request.query.courses?.split(','));
      const begin = async (send: SendEvent): Promise<() => void> => {
        const stopVideos = await feed.subscribe(askerOf(request), videoIds, send);
        // That a course changed is no secret to who knows its id: what changed, they have to ask for.
        const stopCourses = subscribe((event) => {
          if (event.type === 'course.changed' && courseIds.has(event.courseId)) send('course', { id: event.courseId });
        });
        return () => {
          stopVideos();
          stopCourses();
        };
      };
      await open(reply, begin, {
        isStillAllowed: async () => await access.isStillValid(request.principal),
      });
    },
  );
}
