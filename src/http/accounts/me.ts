import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import { changePerson } from '../../accounts/people/people.ts';
import { changePassword } from '../../accounts/sign-in/change-password.ts';
import { AppError } from '../../kernel/app-error.ts';
import { errorBody } from '../video-view.ts';
import { type AccountRoutes, originOf, requirePerson, showOwn, withZod } from './account-routes.ts';
import { idParams, noBody, ownView, password, personName } from './account-view.ts';

const tags = ['me'];
const config = { access: 'signed-in' as const };

const ownSession = z
  .object({
    id: z.string(),
    isCurrent: z.boolean().describe('The one that asks.'),
    userAgent: z.string().optional(),
    ipAddress: z.string().optional(),
    createdAt: z.iso.datetime(),
    lastSeenAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'OwnSession' });

/** `/api/v1/me`: one's own name, password and sessions. */
export function registerMe(parent: FastifyInstance, routes: AccountRoutes): void {
  const app = withZod(parent);
  const { context } = routes;

  app.patch(
    '/me',
    {
      config,
      schema: {
        tags,
        summary: 'Change your name',
        body: z.object({ name: personName.optional() }),
        response: { 200: ownView },
      },
    },
    async (request) => {
      const person = requirePerson(request);
      const doer = { actor: person, origin: originOf(routes, request) };
      return showOwn(await changePerson(context, person.id, { name: request.body.name }, doer));
    },
  );
  app.post(
    '/me/password',
    {
      config,
      schema: {
        tags,
        summary: 'Change your password',
        description: 'Ends all your sessions but this one.',
        body: z.object({ currentPassword: password, newPassword: password }),
        response: { 204: noBody, 400: errorBody, 429: errorBody },
      },
    },
    async (request, reply) => {
      await changePassword(context, requirePerson(request), request.body, originOf(routes, request));
      return await reply.code(204).send(null);
    },
  );
  app.get(
    '/me/sessions',
    {
      config,
      schema: {
        tags,
        summary: 'List where you are signed in',
        response: { 200: z.object({ sessions: z.array(ownSession) }) },
      },
    },
    async (request) => {
      const person = requirePerson(request);
      const sessions = await context.sessions.list(person.id);
      return {
        sessions: sessions.map(({ createdAt, lastSeenAt, expiresAt, ...session }) => ({
          ...session,
          isCurrent: session.id === person.sessionId,
          createdAt: createdAt.toISOString(),
          lastSeenAt: lastSeenAt.toISOString(),
          expiresAt: expiresAt.toISOString(),
        })),
      };
    },
  );
  app.delete(
    '/me/sessions',
    { config, schema: { tags, summary: 'Sign out everywhere else', response: { 204: noBody } } },
    async (request, reply) => {
      const person = requirePerson(request);
      await context.sessions.end(person.id, { except: person.sessionId });
      return await reply.code(204).send(null);
    },
  );
  app.delete(
    '/me/sessions/:id',
    {
      config,
      schema: { tags, summary: 'Sign out in one place', params: idParams, response: { 204: noBody, 404: errorBody } },
    },
    async (request, reply) => {
      const ended = await context.sessions.end(requirePerson(request).id, { only: request.params.id });
      if (ended === 0) throw new AppError('NOT_FOUND', { message: 'You have no such session.' });
      return await reply.code(204).send(null);
    },
  );
}
