import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import {
  changePerson,
  createPerson,
  endSessionsOf,
  passwordUrlFor,
  personNotFound,
} from '../../accounts/people/people.ts';
import { errorBody } from '../video-view.ts';
import { type AccountRoutes, originOf, showPerson, withZod } from './account-routes.ts';
import { email, idParams, noBody, pageQuery, personName, personView, role } from './account-view.ts';

const tags = ['people'];
const config = { access: 'admin' as const };

const query = pageQuery.extend({
  search: z.string().trim().max(200).optional().describe('Part of the name or e-mail.'),
  role: role.optional(),
  isActive: z.enum(['true', 'false']).optional(),
});

/** `/api/v1/people`: for administrators. */
export function registerPeople(parent: FastifyInstance, routes: AccountRoutes): void {
  const app = withZod(parent);
  const { context } = routes;

  app.get(
    '/people',
    {
      config,
      schema: {
        tags,
        summary: 'List people by name',
        querystring: query,
        response: { 200: z.object({ people: z.array(personView), nextCursor: z.string().optional() }) },
      },
    },
    async (request) => {
      const { limit, cursor, search, role: wanted, isActive } = request.query;
      const { people, nextCursor } = await context.people.list({
        limit,
        ...(cursor !== undefined && { cursor }),
        ...(search !== undefined && search !== '' && { search }),
        ...(wanted !== undefined && { role: wanted }),
        ...(isActive !== undefined && { isActive: isActive === 'true' }),
      });
      return { people: people.map(showPerson), ...(nextCursor !== undefined && { nextCursor }) };
    },
  );
  app.post(
    '/people',
    {
      config,
      schema: {
        tags,
        summary: 'Make an account',
        description: 'Without a password: hand on the link by which its person chooses one, within 72 hours.',
        body: z.object({ name: personName, email, role }),
        response: { 201: z.object({ person: personView, passwordUrl: z.string() }), 409: errorBody },
      },
    },
    async (request, reply) => {
      const doer = { actor: request.principal, origin: originOf(routes, request) };
      const { person, passwordUrl } = await createPerson(context, request.body, doer);
      reply.header('cache-control', 'no-store');
      return await reply.code(201).send({ person: showPerson(person), passwordUrl });
    },
  );
  app.get(
    '/people/:id',
    {
      config,
      schema: { tags, summary: 'Show a person', params: idParams, response: { 200: personView, 404: errorBody } },
    },
    async ({ params: { id } }) => {
      const person = await context.people.find(id);
      if (!person) throw personNotFound(id);
      return showPerson(person);
    },
  );
  app.patch(
    '/people/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Change a name or role, activate or deactivate',
        description: 'Whoever is deactivated is signed out at once, everywhere. The last administrator stays one.',
        params: idParams,
        body: z.object({ name: personName.optional(), role: role.optional(), isActive: z.boolean().optional() }),
        response: { 200: personView, 404: errorBody, 409: errorBody },
      },
    },
    async (request) => {
      const doer = { actor: request.principal, origin: originOf(routes, request) };
      return showPerson(await changePerson(context, request.params.id, request.body, doer));
    },
  );
  app.post(
    '/people/:id/password-reset',
    {
      config,
      schema: {
        tags,
        summary: 'Make a link to choose a new password',
        description: 'Works once, within 72 hours; the one made before ends.',
        params: idParams,
        response: { 200: z.object({ url: z.string() }), 404: errorBody },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      const doer = { actor: request.principal, origin: originOf(routes, request) };
      return { url: await passwordUrlFor(context, request.params.id, doer) };
    },
  );
  app.delete(
    '/people/:id/sessions',
    {
      config,
      schema: {
        tags,
        summary: 'Sign a person out everywhere',
        params: idParams,
        response: { 204: noBody, 404: errorBody },
      },
    },
    async (request, reply) => {
      const doer = { actor: request.principal, origin: originOf(routes, request) };
      await endSessionsOf(context, request.params.id, doer);
      return await reply.code(204).send(null);
    },
  );
}
