import { Readable } from 'node:stream';

import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';

import { AppError } from '../../kernel/app-error.ts';
import { newId } from '../../kernel/ids.ts';
import { readCaptions } from '../../training/captions/read-captions.ts';
import { parseVideoCaptions } from '../../training/captions/lesson-captions.ts';
import { writeWebVtt } from '../../training/captions/write-web-vtt.ts';
import {
  attachmentFolder,
  cleanFileName,
  MAX_ATTACHMENT_BYTES,
  readAttachment,
  storeAttachment,
  tooLarge,
} from '../../training/lessons/attachment-files.ts';
import type { Lesson } from '../../training/lessons/lesson.ts';
import { errorBody } from '../video-view.ts';
import { contentDisposition } from './content-disposition.ts';
import { editedLesson, takenLesson, type TrainingRoutes } from './training-routes.ts';
import { attachmentView, captionsChange, captionsView, chaptersChange, lessonView } from './views/lesson-view.ts';
import { lessonCaptions, presentAttachment, presentCaptions, presentLesson } from './views/present-lesson.ts';

const tags = ['lessons'];
const params = z.object({ id: z.string().max(64) });
const fileParams = z.object({ id: z.string().max(64), fileId: z.string().max(80) });
const editors = { access: 'instructor' as const };
const takers = { access: 'signed-in' as const };
const errors = { 400: errorBody, 403: errorBody, 404: errorBody };
const MAX_CAPTION_BYTES = 2 * 1024 * 1024;
/** BCP 47, as far as people write it. */
const language = z.string().regex(/^[A-Za-z]{2,8}(-[A-Za-z\d]{1,8}){0,4}$/, 'wanted a language such as de or pt-BR');

/** Attachments, captions and chapters of a lesson. Files come as bare bodies, not as forms. */
export async function registerLessonFiles(parent: FastifyInstance, routes: TrainingRoutes): Promise<void> {
  const { training } = routes;
  const { lessonFiles, objects } = training;
  const changed = (courseId: string): void => training.events.publish({ type: 'course.changed', courseId });
  const app = parent.withTypeProvider<ZodTypeProvider>();

  await parent.register(async (bare) => {
    const scope = bare.withTypeProvider<ZodTypeProvider>();
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    scope.post(
      '/lessons/:id/attachments',
      {
        config: editors,
        schema: {
          tags,
          summary: 'Attach a file to a lesson',
          description: `The body is the file, at most ${MAX_ATTACHMENT_BYTES} bytes.`,
          params,
          querystring: z.object({ fileName: z.string().min(1).max(1000) }),
          response: { 201: attachmentView, ...errors, 413: errorBody },
        },
      },
      async (request, reply) => {
        const { lesson, course } = await editedLesson(training, request, request.params.id);
        if (Number(request.headers['content-length'] ?? 0) > MAX_ATTACHMENT_BYTES) throw tooLarge();
        const [id, fileId] = [newId(), newId()];
        const fileName = cleanFileName(request.query.fileName);
        const sizeBytes = await storeAttachment(objects, fileId, request.raw.iterator({ destroyOnReturn: false }));
        const attachment = { id, lessonId: lesson.id, fileId, fileName, sizeBytes };
        await lessonFiles.addAttachment(attachment);
        changed(course.id);
        return await reply.code(201).send(presentAttachment(attachment));
      },
    );
  });
  app.get(
    '/lessons/:id/attachments/:fileId',
    { config: takers, schema: { tags, summary: 'Download an attachment', params: fileParams } },
    async (request, reply) => {
      const { lesson } = await takenLesson(training, request, request.params.id);
      const all = await lessonFiles.attachments(lesson.id);
      const found = all.find(({ id }) => id === request.params.fileId);
      if (!found) throw fileNotFound();
      return await reply
        .header('content-type', 'application/octet-stream')
        .header('content-length', found.sizeBytes)
        .header('content-disposition', contentDisposition(found.fileName))
        // Should a browser show it after all, it runs nothing.
        .header('content-security-policy', "sandbox; default-src 'none'")
        .header('x-content-type-options', 'nosniff')
        .header('cache-control', 'private, no-cache')
        .send(Readable.from(readAttachment(objects, found.fileId), { objectMode: false }));
    },
  );
  app.delete(
    '/lessons/:id/attachments/:fileId',
    {
      config: editors,
      schema: { tags, summary: 'Delete an attachment', params: fileParams, response: { 204: z.null(), ...errors } },
    },
    async (request, reply) => {
      const { lesson, course } = await editedLesson(training, request, request.params.id);
      const removed = await lessonFiles.removeAttachment(lesson.id, request.params.fileId);
      if (!removed) throw fileNotFound();
      for (const fileId of await lessonFiles.unusedFiles([removed.fileId])) {
        await objects.deletePrefix(attachmentFolder(fileId));
      }
      changed(course.id);
      return await reply.code(204).send(null);
    },
  );
  await parent.register(async (bare) => {
    const scope = bare.withTypeProvider<ZodTypeProvider>();
    scope.removeAllContentTypeParsers();
    const options = { parseAs: 'buffer' as const, bodyLimit: MAX_CAPTION_BYTES };
    scope.addContentTypeParser('*', options, (_request, body, done) => done(null, body));
    scope.post(
      '/lessons/:id/captions',
      {
        config: editors,
        bodyLimit: MAX_CAPTION_BYTES,
        schema: {
          tags,
          summary: 'Add captions to a lesson',
          description:
            'The body is a WebVTT or SRT file; it is kept as WebVTT. 400 CAPTIONS_UNREADABLE names the line.',
          params,
          querystring: z.object({ language, label: z.string().trim().min(1).max(100) }),
          response: { 201: captionsView, ...errors },
        },
      },
      async (request, reply) => {
        const { lesson, course } = await editedLesson(training, request, request.params.id);
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        const vtt = writeWebVtt(readCaptions(body));
        const track = { id: newId(), lessonId: lesson.id, ...request.query };
        await lessonFiles.addCaptions(track, vtt);
        changed(course.id);
        const { id, language, label } = track;
        return await reply.code(201).send(presentCaptions(lesson.id, { id, language, label, source: 'upload' }));
      },
    );
  });
  app.get(
    '/lessons/:id/captions/:fileId',
    { config: takers, schema: { tags, summary: 'Captions as WebVTT', params: fileParams } },
    async (request, reply) => {
      const { lesson } = await takenLesson(training, request, request.params.id);
      const vtt = await captionText(training, lesson, request.params.fileId);
      if (vtt === undefined) throw fileNotFound();
      return await reply
        .header('content-type', 'text/vtt; charset=utf-8')
        .header('cache-control', 'private, max-age=3600')
        .header('vary', 'cookie') // the next person at this screen
        .send(vtt);
    },
  );
  app.delete(
    '/lessons/:id/captions/:fileId',
    {
      config: editors,
      schema: { tags, summary: 'Delete captions', params: fileParams, response: { 204: z.null(), ...errors } },
    },
    async (request, reply) => {
      const { lesson, course } = await editedLesson(training, request, request.params.id);
      if (!(await lessonFiles.removeCaptions(lesson.id, request.params.fileId))) throw fileNotFound();
      changed(course.id);
      return await reply.code(204).send(null);
    },
  );
  app.patch(
    '/lessons/:id/captions/:fileId',
    {
      config: editors,
      schema: {
        tags,
        summary: 'Hide captions that came with the video, or offer them again',
        params: fileParams,
        body: captionsChange,
        response: { 200: lessonView, ...errors },
      },
    },
    async (request) => {
      const { lesson, course } = await editedLesson(training, request, request.params.id);
      const { fileId } = request.params;
      const known = await lessonCaptions(training, lesson);
      if (!known.some(({ id, source }) => id === fileId && source === 'video')) throw fileNotFound();
      const others = lesson.hiddenCaptions.filter((id) => id !== fileId);
      const hiddenCaptions = request.body.isHidden ? [...others, fileId] : others;
      await training.lessons.change(lesson.id, { hiddenCaptions });
      changed(course.id);
      return await presentLesson(routes, request, await takenLesson(training, request, lesson.id));
    },
  );
  app.put(
    '/lessons/:id/chapters',
    {
      config: editors,
      schema: {
        tags,
        summary: 'Say where parts of a lesson begin',
        params,
        body: chaptersChange,
        response: { 200: lessonView, ...errors },
      },
    },
    async (request) => {
      const { lesson, course } = await editedLesson(training, request, request.params.id);
      const chapters = request.body.chapters.toSorted((a, b) => a.startSeconds - b.startSeconds);
      const twice = chapters.find(({ startSeconds }, i) => chapters[i + 1]?.startSeconds === startSeconds);
      if (twice) {
        const message = `body.chapters: two of them begin at second ${twice.startSeconds}.`;
        throw new AppError('REQUEST_INVALID', { message });
      }
      await training.lessons.change(lesson.id, { chapters });
      changed(course.id);
      return await presentLesson(routes, request, await takenLesson(training, request, lesson.id));
    },
  );
}

/** Text of captions, the lesson's own or its video's; hidden ones are there for editors to look at. */
async function captionText(
  { lessonFiles, videos }: TrainingRoutes['training'],
  lesson: Lesson,
  fileId: string,
): Promise<string | Uint8Array | undefined> {
  const ofVideo = parseVideoCaptions(fileId);
  if (!ofVideo) return await lessonFiles.captionText(lesson.id, fileId.replace(/\.vtt$/, ''));
  if (ofVideo.videoId !== lesson.videoId) return undefined;
  return await videos.captionText(ofVideo.videoId, ofVideo.fileName);
}

function fileNotFound(): AppError {
  return new AppError('NOT_FOUND', { message: 'The lesson has no such file.' });
}
