import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

import { signIn, type SignedIn } from '../../accounts/sign-in/sign-in.ts';
import { sessionTokenOf } from '../access.ts';
import { errorBody } from '../video-view.ts';
import { type AccountRoutes, clearSession, originOf, sendSession, showOwn, withZod } from './account-routes.ts';
import { noBody, password, sessionView } from './account-view.ts';

const tags = ['session'];
const config = { access: 'anyone' as const };

/** `/api/v1/session`: who is signed in, sign in, sign out. */
export function registerSession(parent: FastifyInstance, routes: AccountRoutes): void {
  const app = withZod(parent);
  const { context } = routes;

  app.get(
    '/session',
    { config, schema: { tags, summary: 'Show who is signed in', response: { 200: sessionView } } },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      const { principal } = request;
      const token = sessionTokenOf(request);
      // Sessions last longer while they are used; the browser's copy must, too.
      if (principal.kind === 'person' && token !== undefined) sendSession(routes, request, reply, token);
      const person = principal.kind === 'person' ? showOwn(principal) : null;
      return { person, canResetByMail: context.mailer !== undefined };
    },
  );
  app.post(
    '/session',
    {
      config,
      schema: {
        tags,
        summary: 'Sign in',
        description: 'Sets the cookie of the session. After several wrong passwords it answers 429 with Retry-After.',
        body: z.object({ email: z.string().max(254), password }),
        response: { 200: sessionView, 401: errorBody, 403: errorBody, 429: errorBody },
      },
    },
    async (request, reply) => {
      const signedIn = await signIn(context, request.body, originOf(routes, request));
      return await answerSignedIn(routes, request, reply, signedIn);
    },
  );
  app.delete(
    '/session',
    { config, schema: { tags, summary: 'Sign out', response: { 204: noBody } } },
    async (request, reply) => {
      const { principal } = request;
      if (principal.kind === 'person') await context.sessions.end(principal.id, { only: principal.sessionId });
      clearSession(request, reply);
      return await reply.code(204).send(null);
    },
  );
}

/** Hands over the new session; the one that this browser had before ends. */
export async function answerSignedIn(
  routes: AccountRoutes,
  request: FastifyRequest,
  reply: FastifyReply,
  { person, token }: SignedIn,
): Promise<z.output<typeof sessionView>> {
  const { principal } = request;
  const { sessions, mailer } = routes.context;
  if (principal.kind === 'person') await sessions.end(principal.id, { only: principal.sessionId });
  sendSession(routes, request, reply, token);
  reply.header('cache-control', 'no-store');
  return { person: showOwn(person), canResetByMail: mailer !== undefined };
}
