import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';

import { purgeTimeOf } from '../../training/bin/empty-bin.ts';
import { viewerOf } from '../../training/courses/course.ts';
import { excerptOf, queryWords } from '../../training/courses/search-words.ts';
import type { TrainingRoutes } from './training-routes.ts';
import { binView, searchResult } from './views/enrolment-view.ts';

const MAX_COURSES = 20;
const MAX_LESSONS = 50;
const NOBODY = { id: '', seesEverything: false, isTeaching: false };

/** `/api/v1/search` and `/api/v1/bin`. */
export function registerSearch(parent: FastifyInstance, { training }: TrainingRoutes): void {
  const app = parent.withTypeProvider<ZodTypeProvider>();
  app.get(
    '/search',
    {
      config: { access: 'signed-in' },
      schema: {
        tags: ['courses'],
        summary: 'Search courses and lessons',
        description: 'Finds what holds words that begin with all of those given.',
        querystring: z.object({ q: z.string().max(200) }),
        response: { 200: searchResult },
      },
    },
    async (request) => {
      const viewer = viewerOf(request.principal) ?? NOBODY;
      const words = queryWords(request.query.q);
      if (words.length === 0) return { courses: [], lessons: [] };
      const [{ courses }, lessons] = await Promise.all([
        training.courses.list({ viewer, scope: 'all', words, limit: MAX_COURSES }),
        training.search.lessons(viewer, words, MAX_LESSONS),
      ]);
      return {
        courses: courses.map(({ id, title, summary }) => ({ id, title, summary })),
        lessons: lessons.map(({ text, ...lesson }) => ({ ...lesson, excerpt: excerptOf(text, words) })),
      };
    },
  );
  app.get(
    '/bin',
    {
      config: { access: 'instructor' },
      schema: { tags: ['courses'], summary: 'What was deleted and can be restored', response: { 200: binView } },
    },
    async (request) => {
      const items = await training.bin.list(viewerOf(request.principal) ?? NOBODY);
      return {
        items: items.map(({ deletedAt, ...item }) => ({
          ...item,
          deletedAt: deletedAt.toISOString(),
          purgeAt: purgeTimeOf(deletedAt).toISOString(),
        })),
      };
    },
  );
}
