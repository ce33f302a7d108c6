import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';

import { mayCreateCourse } from '../../accounts/policies.ts';
import { AppError } from '../../kernel/app-error.ts';
import { newId } from '../../kernel/ids.ts';
import { viewerOf } from '../../training/courses/course.ts';
import { queryWords } from '../../training/courses/search-words.ts';
import { errorBody } from '../video-view.ts';
import {
  courseChange,
  courseListQuery,
  courseOrder,
  coursePage,
  type CourseView,
  courseView,
  newCourse,
} from './views/course-view.ts';
import { presentCourse, presentCourses } from './views/present-course.ts';
import { auditInstructors, requireInstructors } from './people/instructors.ts';
import { audit, courseNotFound, editedCourse, seenCourse, type TrainingRoutes } from './training-routes.ts';

const tags = ['courses'];
const params = z.object({ id: z.string().max(64) });
const errors = { 403: errorBody, 404: errorBody };

/** `/api/v1/courses`: list, make, show, change, order, delete, restore, duplicate. */
export function registerCourses(parent: FastifyInstance, routes: TrainingRoutes): void {
  const app = parent.withTypeProvider<ZodTypeProvider>();
  const { training } = routes;
  const show = async (request: FastifyRequest, id: string): Promise<CourseView> =>
    await presentCourse(routes, request, await seenCourse(training, request, id));
  const changed = (courseId: string): void => training.events.publish({ type: 'course.changed', courseId });

  app.get(
    '/courses',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'List courses, newest first',
        querystring: courseListQuery,
        response: { 200: coursePage },
      },
    },
    async (request) => {
      const { scope, search, limit, cursor } = request.query;
      const viewer = viewerOf(request.principal) ?? { id: '', seesEverything: false, isTeaching: false };
      const words = queryWords(search);
      // A search for nothing but signs finds nothing.
      if (search.trim() !== '' && words.length === 0) return { courses: [] };
      const page = await training.courses.list({
        viewer,
        scope,
        words,
        limit,
        ...(cursor !== undefined && { cursor }),
      });
      return { ...page, courses: await presentCourses(routes, request, page.courses) };
    },
  );
  app.post(
    '/courses',
    {
      config: { access: 'instructor' },
      schema: { tags, summary: 'Make a course, a draft', body: newCourse, response: { 201: courseView } },
    },
    async (request, reply) => {
      if (!mayCreateCourse(request.principal))
        throw new AppError('NOT_ALLOWED', { message: 'You may not make courses.' });
      const id = newId();
      await training.courses.create({ id, title: request.body.title, instructorIds: makersOf(request) });
      await audit(training, request, 'course.create', { kind: 'course', id, name: request.body.title });
      return await reply.code(201).send(await show(request, id));
    },
  );
  app.get(
    '/courses/:id',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'Show a course with its lessons',
        params,
        response: { 200: courseView, 404: errorBody },
      },
    },
    async (request) => await show(request, request.params.id),
  );
  app.patch(
    '/courses/:id',
    {
      config: { access: 'instructor' },
      schema: {
        tags,
        summary: 'Change a course, or publish it',
        description: '409 COURSE_CHANGED when somebody changed it since `version`.',
        params,
        body: courseChange,
        response: { 200: courseView, ...errors, 409: errorBody },
      },
    },
    async (request) => {
      const { id } = request.params;
      const course = await editedCourse(training, request, id);
      const { title, summary, description, isPublished, enrolment, instructorIds, version } = request.body;
      if (instructorIds) await requireInstructors(training, request.principal, course, instructorIds);
      const changes = {
        ...(title !== undefined && { title }),
        ...(summary !== undefined && { summary }),
        ...(description !== undefined && { description }),
        ...(isPublished !== undefined && { isPublished }),
        ...(enrolment !== undefined && { enrolment }),
        ...(instructorIds && { instructorIds }),
      };
      if (!(await training.courses.change(id, changes, version))) throw courseChanged();
      if (instructorIds) await auditInstructors(training, request, course, instructorIds);
      if (isPublished !== undefined && isPublished !== course.isPublished) {
        const action = isPublished ? 'course.publish' : 'course.unpublish';
        await audit(training, request, action, { kind: 'course', id, name: title ?? course.title });
      }
      changed(id);
      return await show(request, id);
    },
  );
  app.put(
    '/courses/:id/order',
    {
      config: { access: 'instructor' },
      schema: {
        tags,
        summary: 'Put modules and lessons in this order',
        description:
          'Names every module and lesson once; a lesson may move to another module. 409 COURSE_CHANGED when somebody changed the course since `version`.',
        params,
        body: courseOrder,
        response: { 200: courseView, ...errors, 409: errorBody },
      },
    },
    async (request) => {
      const { id } = request.params;
      await editedCourse(training, request, id);
      if (!(await training.outline.reorder(id, request.body.version, request.body.modules))) {
        throw courseChanged();
      }
      changed(id);
      return await show(request, id);
    },
  );
  app.delete(
    '/courses/:id',
    {
      config: { access: 'instructor' },
      schema: { tags, summary: 'Put a course into the bin', params, response: { 204: z.null(), ...errors } },
    },
    async (request, reply) => {
      const { id, title } = await editedCourse(training, request, request.params.id);
      await training.bin.put('course', id, new Date(training.clock.nowMs()));
      await audit(training, request, 'course.delete', { kind: 'course', id, name: title });
      changed(id);
      return await reply.code(204).send(null);
    },
  );
  app.post(
    '/courses/:id/restore',
    {
      config: { access: 'instructor' },
      schema: { tags, summary: 'Take a course out of the bin', params, response: { 200: courseView, ...errors } },
    },
    async (request) => {
      const { id, title } = await editedCourse(training, request, request.params.id, true);
      if (!(await training.bin.restore('course', id))) throw courseNotFound(id);
      await audit(training, request, 'course.restore', { kind: 'course', id, name: title });
      changed(id);
      return await show(request, id);
    },
  );
  app.post(
    '/courses/:id/duplicate',
    {
      config: { access: 'instructor' },
      schema: {
        tags,
        summary: 'Copy a course with its lessons, as drafts',
        description: 'Videos, posters and attachments are shared, not copied.',
        params,
        response: { 201: courseView, ...errors },
      },
    },
    async (request, reply) => {
      const course = await editedCourse(training, request, request.params.id);
      const copy = { id: newId(), title: `${course.title} (copy)`.slice(0, 300) };
      const instructorIds = [...course.instructorIds, ...makersOf(request)];
      if (!(await training.courses.duplicate(course.id, { ...copy, instructorIds }))) throw courseNotFound(course.id);
      await audit(training, request, 'course.create', { kind: 'course', id: copy.id, name: copy.title });
      return await reply.code(201).send(await show(request, copy.id));
    },
  );
}

/** Who makes a course teaches it; a key of an administrator needs no leave to edit it. */
function makersOf({ principal }: FastifyRequest): string[] {
  if (principal.kind === 'anonymous' || (principal.kind === 'key' && principal.role === 'admin')) return [];
  return [principal.id];
}

function courseChanged(): AppError {
  return new AppError('COURSE_CHANGED', { message: 'Somebody else changed this course meanwhile.' });
}
