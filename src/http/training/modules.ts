import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';

import { maySeeCourse } from '../../accounts/policies.ts';
import { AppError } from '../../kernel/app-error.ts';
import { newId } from '../../kernel/ids.ts';
import type { Course } from '../../training/courses/course.ts';
import type { Module } from '../../training/courses/outline-store.ts';
import { errorBody } from '../video-view.ts';
import { askerId, audit, editedCourse, requireEditor, type TrainingRoutes } from './training-routes.ts';
import { moduleView, titleText } from './views/course-view.ts';

const tags = ['courses'];
const params = z.object({ id: z.string().max(64) });
const body = z.object({ title: titleText });
const config = { access: 'instructor' as const };
const errors = { 403: errorBody, 404: errorBody };

/** `/api/v1/modules`: make, rename, delete, restore; their order is the course's. */
export function registerModules(parent: FastifyInstance, { training }: TrainingRoutes): void {
  const app = parent.withTypeProvider<ZodTypeProvider>();
  const changed = (courseId: string): void => training.events.publish({ type: 'course.changed', courseId });
  const edited = async (request: FastifyRequest, id: string, isInBin = false): Promise<Module> =>
    (await editedModule({ training }, request, id, isInBin)).module;

  app.post(
    '/courses/:id/modules',
    { config, schema: { tags, summary: 'Add a module', params, body, response: { 201: moduleView, ...errors } } },
    async (request, reply) => {
      const course = await editedCourse(training, request, request.params.id);
      const module = { id: newId(), courseId: course.id, title: request.body.title };
      await training.outline.addModule(module);
      changed(course.id);
      return await reply.code(201).send(module);
    },
  );
  app.patch(
    '/modules/:id',
    { config, schema: { tags, summary: 'Rename a module', params, body, response: { 200: moduleView, ...errors } } },
    async (request) => {
      const { id, courseId } = await edited(request, request.params.id);
      await training.outline.renameModule(id, request.body.title);
      changed(courseId);
      return { id, courseId, title: request.body.title };
    },
  );
  app.delete(
    '/modules/:id',
    {
      config,
      schema: { tags, summary: 'Put a module into the bin', params, response: { 204: z.null(), ...errors } },
    },
    async (request, reply) => {
      const { id, courseId, title } = await edited(request, request.params.id);
      await training.bin.put('module', id, new Date(training.clock.nowMs()));
      await audit(training, request, 'module.delete', { kind: 'module', id, name: title });
      changed(courseId);
      return await reply.code(204).send(null);
    },
  );
  app.post(
    '/modules/:id/restore',
    {
      config,
      schema: { tags, summary: 'Take a module out of the bin', params, response: { 200: moduleView, ...errors } },
    },
    async (request) => {
      const { id, courseId, title } = await edited(request, request.params.id, true);
      if (!(await training.bin.restore('module', id))) throw notInBin();
      await audit(training, request, 'module.restore', { kind: 'module', id, name: title });
      changed(courseId);
      return { id, courseId, title };
    },
  );
}

/** A module that whoever asks may edit, with its course. Throws AppError MODULE_NOT_FOUND, NOT_ALLOWED or NOT_IN_BIN. */
export async function editedModule(
  { training }: Pick<TrainingRoutes, 'training'>,
  request: FastifyRequest,
  id: string,
  isInBin = false,
): Promise<{ module: Module; course: Course }> {
  const module = await training.outline.findModule(id);
  const course = module && (await training.courses.find(module.courseId, askerId(request)));
  const isThere = module && course && !course.isDeleted && maySeeCourse(request.principal, course);
  if (!isThere) throw new AppError('MODULE_NOT_FOUND', { message: `There is no module ${id.slice(0, 40)}.` });
  requireEditor(request, course);
  if (module.isDeleted === isInBin) return { module, course };
  throw isInBin ? notInBin() : new AppError('MODULE_NOT_FOUND', { message: 'The module is in the bin.' });
}

/** What is said when there is nothing to restore. */
export function notInBin(): AppError {
  return new AppError('NOT_IN_BIN', { message: 'It is not in the bin.' });
}
