import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';

import { mayAdminister } from '../../../accounts/policies.ts';
import type { Principal } from '../../../accounts/principal.ts';
import { AppError } from '../../../kernel/app-error.ts';
import type { Course } from '../../../training/courses/course.ts';
import type { KnownPerson } from '../../../training/people-directory.ts';
import type { TrainingContext } from '../../../training/training-context.ts';
import { errorBody } from '../../video-view.ts';
import { audit, editedCourse, type TrainingRoutes } from '../training-routes.ts';
import { courseInstructors, newInstructor } from '../views/enrolment-view.ts';

const tags = ['courses'];
const config = { access: 'instructor' as const };
const params = z.object({ id: z.string().max(64) });
const errors = { 400: errorBody, 403: errorBody, 404: errorBody };

/** Who teaches a course, changed by those who do. They name people by e-mail: nobody is shown a list of all. */
export function registerInstructors(parent: FastifyInstance, { training }: TrainingRoutes): void {
  const app = parent.withTypeProvider<ZodTypeProvider>();
  const { courses, people } = training;
  const changed = (courseId: string): void => training.events.publish({ type: 'course.changed', courseId });

  app.post(
    '/courses/:id/instructors',
    {
      config,
      schema: {
        tags,
        summary: 'Let another instructor teach a course too',
        description: '400 NOT_AN_INSTRUCTOR for the address of nobody, and of somebody who is a student.',
        params,
        body: newInstructor,
        response: { 200: courseInstructors, ...errors },
      },
    },
    async (request) => {
      const course = await editedCourse(training, request, request.params.id);
      const email = request.body.email.toLowerCase();
      const person = (await people.byEmails([email])).get(email);
      if (person?.mayTeach !== true) throw notAnInstructor(email);
      if (await courses.addInstructor(course.id, person.id)) {
        await auditInstructors(training, request, course, [...course.instructorIds, person.id]);
        changed(course.id);
      }
      const ids = [...new Set([...course.instructorIds, person.id])];
      return { instructors: showInstructors(ids, await people.byIds(ids)) };
    },
  );
  app.delete(
    '/courses/:id/instructors/:personId',
    {
      config,
      schema: {
        tags,
        summary: 'Let somebody teach a course no more, or stop teaching it',
        description: '409 LAST_INSTRUCTOR where nobody else teaches it who may.',
        params: params.extend({ personId: z.string().max(64) }),
        response: { 204: z.null(), ...errors, 409: errorBody },
      },
    },
    async (request, reply) => {
      const course = await editedCourse(training, request, request.params.id);
      const { personId } = request.params;
      const known = await people.byIds(course.instructorIds);
      const others = [...known.values()].filter(({ mayTeach }) => mayTeach).map(({ id }) => id);
      const outcome = await courses.removeInstructor(course.id, personId, others);
      if (outcome === 'last') throw lastInstructor();
      if (outcome === 'none') throw new AppError('PERSON_NOT_FOUND', { message: 'They do not teach this course.' });
      const left = course.instructorIds.filter((each) => each !== personId);
      await auditInstructors(training, request, course, left);
      changed(course.id);
      return await reply.code(204).send(null);
    },
  );
}

/** Those who have an account: a key that made a course has none. */
export function showInstructors(
  ids: readonly string[],
  known: ReadonlyMap<string, KnownPerson>,
): z.infer<typeof courseInstructors>['instructors'] {
  return ids
    .flatMap((each) => known.get(each) ?? [])
    .map(({ id, name, email, mayTeach }) => ({ id, name, email, mayTeach }));
}

/**
 * Throws AppError NOT_AN_INSTRUCTOR for new ones who may not teach, LAST_INSTRUCTOR where nobody would be left who may, and
 * REQUEST_INVALID for instructors who would lock themselves out.
 */
export async function requireInstructors(
  { people }: Pick<TrainingContext, 'people'>,
  principal: Principal,
  course: Pick<Course, 'instructorIds'>,
  wanted: readonly string[],
): Promise<void> {
  const known = await people.byIds(wanted);
  const own = 'id' in principal ? principal.id : undefined;
  const unfit = wanted.find(
    (id) => id !== own && !course.instructorIds.includes(id) && known.get(id)?.mayTeach !== true,
  );
  if (unfit !== undefined) throw notAnInstructor(unfit);
  const staysIn = mayAdminister(principal) || wanted.some((id) => id === own);
  if (!staysIn) throw new AppError('REQUEST_INVALID', { message: 'body.instructorIds: keep yourself in it.' });
  const isLeft = wanted.some((id) => id === own || known.get(id)?.mayTeach === true);
  if (course.instructorIds.length > 0 && !isLeft) throw lastInstructor();
}

/** Keeps in the audit log who teaches a course from now on, and who no more. */
export async function auditInstructors(
  training: Pick<TrainingContext, 'audit'>,
  request: FastifyRequest,
  course: Pick<Course, 'id' | 'title' | 'instructorIds'>,
  now: readonly string[],
): Promise<void> {
  const subject = { kind: 'course' as const, id: course.id, name: course.title };
  for (const personId of now.filter((each) => !course.instructorIds.includes(each))) {
    await audit(training, request, 'course.appoint', subject, { personId });
  }
  for (const personId of course.instructorIds.filter((each) => !now.includes(each))) {
    await audit(training, request, 'course.dismiss', subject, { personId });
  }
}

/** The same for nobody and for a student: who has an account is not told. */
function notAnInstructor(who: string): AppError {
  return new AppError('NOT_AN_INSTRUCTOR', { message: `${who.slice(0, 254)} is not an instructor here.` });
}

function lastInstructor(): AppError {
  return new AppError('LAST_INSTRUCTOR', { message: 'Nobody else teaches this course.' });
}
