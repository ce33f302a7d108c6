import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';

import { AppError } from '../../kernel/app-error.ts';
import { learnerIdOf } from '../../training/courses/course.ts';
import { markCompletion, recordProgress } from '../../training/progress/record-progress.ts';
import { errorBody } from '../video-view.ts';
import { editedCourse, editedLesson, takenLesson, type TrainingRoutes } from './training-routes.ts';
import { courseWatchers, lessonWatchers } from './views/enrolment-view.ts';
import { lessonProgressView, progressReport } from './views/lesson-view.ts';

const tags = ['progress'];
const params = z.object({ id: z.string().max(64) });
const errors = { 403: errorBody, 404: errorBody };

/** How far somebody is in a lesson, and who watched how much. */
export function registerProgress(parent: FastifyInstance, { training }: TrainingRoutes): void {
  const app = parent.withTypeProvider<ZodTypeProvider>();
  app.post(
    '/lessons/:id/progress',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'Report what was played',
        description:
          'Send it every few seconds while a video plays, and when it stops. At most the time since the last report, times the speed, counts.',
        params,
        body: progressReport,
        response: { 200: lessonProgressView, ...errors },
      },
    },
    async (request) => {
      const { lesson } = await takenLesson(training, request, request.params.id);
      return await recordProgress(training, learner(request), lesson, request.body);
    },
  );
  app.put(
    '/lessons/:id/completion',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'Mark a lesson without a video as completed, or not',
        params,
        body: z.object({ isCompleted: z.boolean() }),
        response: { 200: lessonProgressView, ...errors, 409: errorBody },
      },
    },
    async (request) => {
      const { lesson } = await takenLesson(training, request, request.params.id);
      return await markCompletion(training, learner(request), lesson, request.body.isCompleted);
    },
  );
  app.get(
    '/lessons/:id/watchers',
    {
      config: { access: 'instructor' },
      schema: { tags, summary: 'Who watched how much', params, response: { 200: lessonWatchers, ...errors } },
    },
    async (request) => {
      const { lesson, course } = await editedLesson(training, request, request.params.id);
      const watchers = await training.progress.watchers(lesson.id, course.id);
      const people = await training.people.byIds(watchers.map(({ personId }) => personId));
      return {
        watchers: watchers.flatMap(({ personId, record }) => {
          const person = people.get(personId);
          if (!person) return [];
          return [
            {
              id: personId,
              name: person.name,
              email: person.email,
              positionSeconds: record?.positionSeconds ?? 0,
              coveragePercent: record?.coveragePercent ?? 0,
              isCompleted: record?.completedAt !== undefined,
              played: (record?.played ?? []).map(([from, to]): [number, number] => [from, to]),
              ...(record && { lastWatchedAt: record.reportedAt.toISOString() }),
            },
          ];
        }),
      };
    },
  );
  app.get(
    '/courses/:id/watchers',
    {
      config: { access: 'instructor' },
      schema: {
        tags,
        summary: 'How the lessons of a course are watched',
        params,
        response: { 200: courseWatchers, ...errors },
      },
    },
    async (request) => {
      const { id } = await editedCourse(training, request, request.params.id);
      const lessons = await training.progress.lessonWatches(id);
      return { lessons: lessons.map(({ lessonId, ...rest }) => ({ id: lessonId, ...rest })) };
    },
  );
}

/** Throws AppError NOT_ALLOWED for keys: they learn nothing. */
function learner({ principal }: FastifyRequest): string {
  const id = learnerIdOf(principal);
  if (id !== undefined) return id;
  throw new AppError('NOT_ALLOWED', { message: 'Progress is of people: sign in as one.' });
}
