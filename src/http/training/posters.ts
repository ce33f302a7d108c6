import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';

import { mayEditCourse } from '../../accounts/policies.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { Lesson } from '../../training/lessons/lesson.ts';
import { posterKey, posterType, storePoster } from '../../training/posters/poster-files.ts';
import { errorBody } from '../video-view.ts';
import { coverOf } from './views/present-course.ts';
import { editedCourse, editedLesson, seenCourse, takenLesson, type TrainingRoutes } from './training-routes.ts';

const tags = ['courses'];
const params = z.object({ id: z.string().max(64) });
const posterQuery = z.object({ v: z.string().max(64).optional() });
const editors = { access: 'instructor' as const };
const viewers = { access: 'signed-in' as const };
const done = { 204: z.null(), 400: errorBody, 403: errorBody, 404: errorBody };
const MAX_POSTER_BYTES = 5 * 1024 * 1024;

/** Pictures that stand for courses and lessons. */
export async function registerPosters(parent: FastifyInstance, { training }: TrainingRoutes): Promise<void> {
  const { courses, lessons, lessonFiles, objects } = training;
  const app = parent.withTypeProvider<ZodTypeProvider>();
  const changed = (courseId: string): void => training.events.publish({ type: 'course.changed', courseId });
  /** The one before goes, unless a duplicate still shows it. */
  const forget = async (posterFile: string | undefined): Promise<void> => {
    const files = posterFile === undefined ? [] : await lessonFiles.unusedPosters([posterFile]);
    for (const each of files) await objects.delete(posterKey(each));
  };
  const setOfCourse = async (request: FastifyRequest, id: string, bytes: Uint8Array | null): Promise<void> => {
    const course = await editedCourse(training, request, id);
    await courses.change(id, { posterFile: bytes && (await storePoster(objects, bytes)) });
    await forget(course.posterFile);
    changed(id);
  };
  const setOfLesson = async (request: FastifyRequest, id: string, bytes: Uint8Array | null): Promise<void> => {
    const { lesson, course } = await editedLesson(training, request, id);
    await lessons.change(id, { posterFile: bytes && (await storePoster(objects, bytes)) });
    await forget(lesson.posterFile);
    changed(course.id);
  };
  const sendStored = async (reply: FastifyReply, posterFile: string): Promise<FastifyReply> => {
    const bytes = await objects.get(posterKey(posterFile));
    if (!bytes) throw noPoster();
    return sendPicture(reply, bytes, posterType(posterFile));
  };
  /** Its own, else that of its video. */
  const sendOfLesson = async (reply: FastifyReply, lesson: Lesson | undefined): Promise<FastifyReply> => {
    if (lesson?.posterFile !== undefined) return await sendStored(reply, lesson.posterFile);
    const bytes = lesson?.videoId === undefined ? undefined : await training.videos.poster(lesson.videoId);
    if (!bytes) throw noPoster();
    return sendPicture(reply, bytes, 'image/jpeg');
  };

  await parent.register(async (bare) => {
    const scope = bare.withTypeProvider<ZodTypeProvider>();
    scope.removeAllContentTypeParsers();
    const options = { parseAs: 'buffer' as const, bodyLimit: MAX_POSTER_BYTES };
    scope.addContentTypeParser('*', options, (_request, body, parsed) => parsed(null, body));
    const summary = 'Set the poster: the body is a JPEG, PNG or WebP of at most 5 MB';
    const route = { config: editors, bodyLimit: MAX_POSTER_BYTES, schema: { tags, summary, params, response: done } };
    scope.put('/courses/:id/poster', route, async (request, reply) => {
      await setOfCourse(request, request.params.id, bodyOf(request));
      return await reply.code(204).send(null);
    });
    scope.put('/lessons/:id/poster', route, async (request, reply) => {
      await setOfLesson(request, request.params.id, bodyOf(request));
      return await reply.code(204).send(null);
    });
  });
  const taken = { config: editors, schema: { tags, summary: 'Take the poster away', params, response: done } };
  app.delete('/courses/:id/poster', taken, async (request, reply) => {
    await setOfCourse(request, request.params.id, null);
    return await reply.code(204).send(null);
  });
  app.delete('/lessons/:id/poster', taken, async (request, reply) => {
    await setOfLesson(request, request.params.id, null);
    return await reply.code(204).send(null);
  });
  app.post(
    '/lessons/:id/poster',
    {
      config: editors,
      schema: {
        tags,
        summary: 'Take a picture of the video as the poster',
        params,
        body: z.object({ atSeconds: z.number().min(0).max(1_000_000) }),
        response: { ...done, 409: errorBody },
      },
    },
    async (request, reply) => {
      const { lesson } = await editedLesson(training, request, request.params.id);
      if (lesson.videoId === undefined) {
        throw new AppError('POSTER_NOT_MADE', { message: 'The lesson has no video to take a picture of.' });
      }
      const bytes = await training.videos.frameAt(lesson.videoId, request.body.atSeconds);
      await setOfLesson(request, lesson.id, bytes);
      return await reply.code(204).send(null);
    },
  );
  const shown = { config: viewers, schema: { tags, summary: 'The poster', params, querystring: posterQuery } };
  app.get('/courses/:id/poster', shown, async (request, reply) => {
    const course = await seenCourse(training, request, request.params.id);
    const { id, posterFile } = course;
    if (posterFile !== undefined) return await sendStored(reply, posterFile);
    const cover = coverOf((await courses.figures([id])).get(id), mayEditCourse(request.principal, course));
    return await sendOfLesson(reply, cover && (await lessons.find(cover.lessonId))?.lesson);
  });
  app.get('/lessons/:id/poster', shown, async (request, reply) => {
    const { lesson } = await takenLesson(training, request, request.params.id);
    return await sendOfLesson(reply, lesson);
  });
}

/** With `?v=` the address names one picture for ever. */
function sendPicture(reply: FastifyReply, bytes: Uint8Array, type: string): FastifyReply {
  const { v } = reply.request.query as { v?: string };
  return reply
    .header('content-type', type)
    .header('x-content-type-options', 'nosniff')
    .header('vary', 'cookie') // the next person at this screen
    .header('content-security-policy', "sandbox; default-src 'none'")
    .header('cache-control', v === undefined ? 'private, no-cache' : 'private, max-age=31536000, immutable')
    .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
}

function bodyOf({ body }: FastifyRequest): Uint8Array {
  return Buffer.isBuffer(body) ? body : new Uint8Array();
}

function noPoster(): AppError {
  return new AppError('NOT_FOUND', { message: 'There is no poster.' });
}
