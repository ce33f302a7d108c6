import { randomBytes } from 'node:crypto';

import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';

import { mayEnrolThemself, mayInvite } from '../../../accounts/policies.ts';
import { AppError } from '../../../kernel/app-error.ts';
import { newId } from '../../../kernel/ids.ts';
import { type Course, learnerIdOf } from '../../../training/courses/course.ts';
import type { EnrolmentLink } from '../../../training/enrolment/enrolment-store.ts';
import { errorBody } from '../../video-view.ts';
import { askerId, audit, editedCourse, seenCourse, type TrainingRoutes } from '../training-routes.ts';
import { showInstructors } from './instructors.ts';
import { coursePeople, enrolResult, linkView, newLink, newPeople } from '../views/enrolment-view.ts';

const tags = ['enrolment'];
const params = z.object({ id: z.string().max(64) });
const tokenParams = z.object({ token: z.string().max(100) });
const editors = { access: 'instructor' as const };
const learners = { access: 'signed-in' as const };
const done = { 204: z.null(), 403: errorBody, 404: errorBody };
const errors = { 403: errorBody, 404: errorBody };

/** Who takes a course: oneself, a list, links. */
export function registerEnrolment(parent: FastifyInstance, routes: TrainingRoutes): void {
  const app = parent.withTypeProvider<ZodTypeProvider>();
  const { training } = routes;
  const { enrolments, people } = training;
  const changed = (courseId: string): void => training.events.publish({ type: 'course.changed', courseId });
  const enrolThemself = async (request: FastifyRequest, course: Course, hasLink: boolean): Promise<void> => {
    const personId = learnerIdOf(request.principal);
    if (personId === undefined || !mayEnrolThemself(request.principal, course, hasLink)) {
      throw new AppError('NOT_ALLOWED', {
        message: 'You cannot enrol in this course by yourself: ask its instructor.',
      });
    }
    const added = await enrolments.enrol([course.id], [personId]);
    if (added.length === 0) return;
    await audit(training, request, 'course.enrol', { kind: 'course', id: course.id, name: course.title }, { personId });
    changed(course.id);
  };
  const unenrol = async (request: FastifyRequest, course: Course, personId: string): Promise<void> => {
    if (!(await enrolments.unenrol(course.id, personId))) return;
    await audit(
      training,
      request,
      'course.unenrol',
      { kind: 'course', id: course.id, name: course.title },
      { personId },
    );
    changed(course.id);
  };
  const showLink = (request: FastifyRequest, { id, token, createdAt, expiresAt }: EnrolmentLink) => ({
    id,
    url: `${routes.publicUrl(request)}/join/${token}`,
    createdAt: createdAt.toISOString(),
    ...(expiresAt && { expiresAt: expiresAt.toISOString() }),
  });
  /** Throws AppError LINK_EXPIRED for a link that is over, and for one to a course that cannot be taken now. */
  const courseOfLink = async (request: FastifyRequest, token: string): Promise<Course> => {
    const link = await enrolments.findLink(token);
    const isOver = !link || (link.expiresAt && link.expiresAt.getTime() <= training.clock.nowMs());
    const course = isOver ? undefined : await training.courses.find(link.courseId, askerId(request));
    if (course && !course.isDeleted && course.isPublished) return course;
    throw new AppError('LINK_EXPIRED', { message: 'This link does not hold any more.' });
  };

  app.post(
    '/courses/:id/enrolment',
    { config: learners, schema: { tags, summary: 'Enrol in an open course', params, response: done } },
    async (request, reply) => {
      await enrolThemself(request, await seenCourse(training, request, request.params.id), false);
      return await reply.code(204).send(null);
    },
  );
  app.delete(
    '/courses/:id/enrolment',
    { config: learners, schema: { tags, summary: 'Leave a course; progress stays', params, response: done } },
    async (request, reply) => {
      const course = await seenCourse(training, request, request.params.id);
      await unenrol(request, course, learnerIdOf(request.principal) ?? '');
      return await reply.code(204).send(null);
    },
  );
  app.get(
    '/courses/:id/people',
    {
      config: editors,
      schema: {
        tags,
        summary: 'Who takes a course, and the links to it',
        params,
        querystring: z.object({
          limit: z.coerce.number().int().min(1).max(500).default(100),
          cursor: z.string().max(200).optional(),
        }),
        response: { 200: coursePeople, ...errors },
      },
    },
    async (request) => {
      const { id, instructorIds } = await editedCourse(training, request, request.params.id);
      const { limit, cursor } = request.query;
      const [page, links, figures] = await Promise.all([
        enrolments.list(id, { limit, ...(cursor !== undefined && { cursor }) }),
        enrolments.links(id),
        training.courses.figures([id]),
      ]);
      const known = await people.byIds([...page.people.map(({ personId }) => personId), ...instructorIds]);
      const lessons = figures.get(id)?.publishedLessons ?? 0;
      return {
        people: page.people.flatMap(({ personId, enrolledAt, completedLessons, lastActiveAt }) => {
          const person = known.get(personId);
          if (!person) return [];
          const percent = lessons === 0 ? 0 : Math.floor((completedLessons / lessons) * 100);
          return [
            {
              id: personId,
              name: person.name,
              email: person.email,
              enrolledAt: enrolledAt.toISOString(),
              progress: { completedLessons, lessons, percent },
              ...(lastActiveAt && { lastActiveAt: lastActiveAt.toISOString() }),
              ...(person.lastSeenAt && { lastSeenAt: person.lastSeenAt.toISOString() }),
            },
          ];
        }),
        instructors: showInstructors(instructorIds, known),
        links: links.map((each) => showLink(request, each)),
        ...(page.nextCursor !== undefined && { nextCursor: page.nextCursor }),
      };
    },
  );
  app.post(
    '/courses/:id/people',
    {
      config: editors,
      schema: {
        tags,
        summary: 'Enrol people by e-mail',
        description: 'Who has no account yet is invited, and enrolled when they accept.',
        params,
        body: newPeople,
        response: { 200: enrolResult, ...errors },
      },
    },
    async (request) => {
      const course = await editedCourse(training, request, request.params.id);
      const emails = [...new Set(request.body.emails.map((email) => email.trim().toLowerCase()))];
      const known = await people.byEmails(emails);
      const enrolled = [...known.values()];
      const added = await enrolments.enrol(
        [course.id],
        enrolled.map(({ id }) => id),
      );
      const unknown = emails.filter((email) => !known.has(email));
      const mayAsk = unknown.length === 0 || mayInvite(request.principal, 'student');
      const invited = mayAsk
        ? await people.invite(request.principal, unknown, [course.id], routes.publicUrl(request))
        : [];
      if (added.length > 0) {
        const subject = { kind: 'course' as const, id: course.id, name: course.title };
        await audit(training, request, 'course.enrol', subject, { personIds: added });
      }
      changed(course.id);
      return {
        enrolled: enrolled.map(({ id, name, email }) => ({ id, name, email })),
        invited: invited.map(({ email, url }) => ({ email, url })),
      };
    },
  );
  app.delete(
    '/courses/:id/people/:personId',
    {
      config: editors,
      schema: {
        tags,
        summary: 'Take somebody out of a course; their progress stays',
        params: params.extend({ personId: z.string().max(64) }),
        response: done,
      },
    },
    async (request, reply) => {
      const course = await editedCourse(training, request, request.params.id);
      await unenrol(request, course, request.params.personId);
      return await reply.code(204).send(null);
    },
  );
  app.post(
    '/courses/:id/enrolment-links',
    {
      config: editors,
      schema: {
        tags,
        summary: 'Make a link by which whoever has it may enrol',
        params,
        body: newLink,
        response: { 201: linkView, ...errors },
      },
    },
    async (request, reply) => {
      const course = await editedCourse(training, request, request.params.id);
      const { expiresAt } = request.body;
      const link = {
        id: newId(),
        token: randomBytes(24).toString('base64url'),
        courseId: course.id,
        ...(expiresAt !== undefined && { expiresAt: new Date(expiresAt) }),
      };
      await enrolments.addLink(link);
      await audit(training, request, 'course.link', { kind: 'course', id: course.id, name: course.title });
      return await reply.code(201).send(showLink(request, { ...link, createdAt: new Date(training.clock.nowMs()) }));
    },
  );
  app.delete(
    '/courses/:id/enrolment-links/:linkId',
    {
      config: editors,
      schema: {
        tags,
        summary: 'Withdraw a link; who enrolled by it stays',
        params: params.extend({ linkId: z.string().max(64) }),
        response: done,
      },
    },
    async (request, reply) => {
      const course = await editedCourse(training, request, request.params.id);
      if (!(await enrolments.removeLink(course.id, request.params.linkId))) {
        throw new AppError('NOT_FOUND', { message: 'There is no such link.' });
      }
      return await reply.code(204).send(null);
    },
  );
  app.get(
    '/enrolment-links/:token',
    {
      config: { access: 'anyone' },
      schema: {
        tags,
        summary: 'What a link is for',
        params: tokenParams,
        response: { 200: z.object({ course: z.object({ title: z.string(), summary: z.string() }) }), 404: errorBody },
      },
    },
    async (request) => {
      const { title, summary } = await courseOfLink(request, request.params.token);
      return { course: { title, summary } };
    },
  );
  app.post(
    '/enrolment-links/:token',
    {
      config: learners,
      schema: {
        tags,
        summary: 'Enrol by a link',
        params: tokenParams,
        response: { 200: z.object({ courseId: z.string() }), ...errors },
      },
    },
    async (request) => {
      const course = await courseOfLink(request, request.params.token);
      await enrolThemself(request, course, true);
      return { courseId: course.id };
    },
  );
}
