import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';

import { AppError } from '../../kernel/app-error.ts';
import { newId } from '../../kernel/ids.ts';
import { noteVideo, removeUnused } from '../../training/lessons/follow-videos.ts';
import { errorBody } from '../video-view.ts';
import { editedModule, notInBin } from './modules.ts';
import {
  askerId,
  audit,
  editedLesson,
  lessonNotFound,
  requireEditor,
  takenLesson,
  type TrainingRoutes,
} from './training-routes.ts';
import { lessonChange, type LessonView, lessonView, newLesson } from './views/lesson-view.ts';
import { presentLesson } from './views/present-lesson.ts';

const tags = ['lessons'];
const params = z.object({ id: z.string().max(64) });
const config = { access: 'instructor' as const };
const errors = { 403: errorBody, 404: errorBody };

/** `/api/v1/lessons`: make, show, change, delete, restore, duplicate. */
export function registerLessons(parent: FastifyInstance, routes: TrainingRoutes): void {
  const app = parent.withTypeProvider<ZodTypeProvider>();
  const { training } = routes;
  const show = async (request: FastifyRequest, id: string): Promise<LessonView> =>
    await presentLesson(routes, request, await takenLesson(training, request, id));
  const changed = (courseId: string): void => training.events.publish({ type: 'course.changed', courseId });

  app.post(
    '/modules/:id/lessons',
    {
      config,
      schema: {
        tags,
        summary: 'Add a lesson, a draft',
        description: 'An upload with the tus metadata `lessonId` becomes its video.',
        params,
        body: newLesson,
        response: { 201: lessonView, ...errors },
      },
    },
    async (request, reply) => {
      const { module, course } = await editedModule(routes, request, request.params.id);
      const { title, videoId } = request.body;
      if (videoId !== undefined) await requireUsable(routes, request, videoId);
      const id = newId();
      const video = videoId === undefined ? {} : { videoId };
      await training.lessons.create({ id, courseId: course.id, moduleId: module.id, title, ...video });
      if (videoId !== undefined) await noteVideo(training, videoId);
      changed(course.id);
      return await reply.code(201).send(await show(request, id));
    },
  );
  app.get(
    '/lessons/:id',
    {
      config: { access: 'signed-in' },
      schema: { tags, summary: 'Show a lesson', params, response: { 200: lessonView, ...errors } },
    },
    async (request) => await show(request, request.params.id),
  );
  app.patch(
    '/lessons/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Change a lesson, publish it, or let it show another video',
        description:
          'A lesson that shows a video keeps it until the new one can be played. 409 LESSON_CHANGED when somebody changed it since `version`.',
        params,
        body: lessonChange,
        response: { 200: lessonView, ...errors, 409: errorBody },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { lesson, course } = await editedLesson(training, request, id);
      const { title, text, isPublished, videoId, version } = request.body;
      if (typeof videoId === 'string') await requireUsable(routes, request, videoId);
      const changes = {
        ...(title !== undefined && { title }),
        ...(text !== undefined && { text }),
        ...(isPublished !== undefined && { isPublished }),
      };
      if (!(await training.lessons.change(id, changes, version))) {
        throw new AppError('LESSON_CHANGED', { message: 'Somebody else changed this lesson meanwhile.' });
      }
      if (typeof videoId === 'string') {
        const pushedOut = await training.lessons.attachVideo(id, videoId);
        await noteVideo(training, videoId);
        if (pushedOut !== undefined) await removeUnused(training, [pushedOut]);
      } else if (videoId === null) {
        await removeUnused(training, await training.lessons.detachVideos(id));
      }
      if (isPublished !== undefined && isPublished !== lesson.isPublished) {
        const action = isPublished ? 'lesson.publish' : 'lesson.unpublish';
        await audit(training, request, action, { kind: 'lesson', id, name: title ?? lesson.title });
      }
      changed(course.id);
      return await show(request, id);
    },
  );
  app.delete(
    '/lessons/:id',
    { config, schema: { tags, summary: 'Put a lesson into the bin', params, response: { 204: z.null(), ...errors } } },
    async (request, reply) => {
      const { lesson, course } = await editedLesson(training, request, request.params.id);
      await training.bin.put('lesson', lesson.id, new Date(training.clock.nowMs()));
      await audit(training, request, 'lesson.delete', { kind: 'lesson', id: lesson.id, name: lesson.title });
      changed(course.id);
      return await reply.code(204).send(null);
    },
  );
  app.post(
    '/lessons/:id/restore',
    {
      config,
      schema: { tags, summary: 'Take a lesson out of the bin', params, response: { 200: lessonView, ...errors } },
    },
    async (request) => {
      const { id } = request.params;
      const found = await training.lessons.find(id, askerId(request));
      if (!found) throw lessonNotFound(id);
      requireEditor(request, found.course);
      if (!(await training.bin.restore('lesson', id))) throw notInBin();
      await audit(training, request, 'lesson.restore', { kind: 'lesson', id, name: found.lesson.title });
      changed(found.course.id);
      return await show(request, id);
    },
  );
  app.post(
    '/lessons/:id/duplicate',
    {
      config,
      schema: {
        tags,
        summary: 'Copy a lesson, as a draft right behind it',
        description: 'The video is shared: it goes with the last lesson that shows it.',
        params,
        response: { 201: lessonView, ...errors },
      },
    },
    async (request, reply) => {
      const { lesson, course } = await editedLesson(training, request, request.params.id);
      const copy = { id: newId(), title: `${lesson.title} (copy)`.slice(0, 300) };
      await training.lessons.duplicate(lesson.id, copy);
      changed(course.id);
      return await reply.code(201).send(await show(request, copy.id));
    },
  );
}

/** Throws AppError VIDEO_NOT_FOUND for a video that is not theirs to show. */
async function requireUsable(routes: TrainingRoutes, request: FastifyRequest, videoId: string): Promise<void> {
  if (await routes.mayUseVideo(request, videoId)) return;
  throw new AppError('VIDEO_NOT_FOUND', { message: `There is no video ${videoId.slice(0, 40)}.` });
}
