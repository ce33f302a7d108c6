import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import { readPasswordLink, requestReset, resetPassword } from '../../accounts/sign-in/password-links.ts';
import { errorBody } from '../video-view.ts';
import { type AccountRoutes, originOf, withZod } from './account-routes.ts';
import { noBody, password, tokenParams } from './account-view.ts';

const tags = ['session'];
const config = { access: 'anyone' as const };

/** `/api/v1/password-resets`: a link by mail, and what it leads to. */
export function registerPasswordResets(parent: FastifyInstance, routes: AccountRoutes): void {
  const app = withZod(parent);
  const { context } = routes;

  app.post(
    '/password-resets',
    {
      config,
      schema: {
        tags,
        summary: 'Ask for a link to choose a new password',
        description: 'Answers the same whether there is an account or not.',
        body: z.object({ email: z.string().max(254) }),
        response: { 202: noBody, 429: errorBody },
      },
    },
    async (request, reply) => {
      await requestReset(context, request.body.email, originOf(routes, request));
      return await reply.code(202).send(null);
    },
  );
  app.get(
    '/password-resets/:token',
    {
      config,
      schema: {
        tags,
        summary: 'Show whose link this is',
        params: tokenParams,
        response: { 200: z.object({ email: z.string() }), 404: errorBody },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      return { email: (await readPasswordLink(context, request.params.token)).email };
    },
  );
  app.post(
    '/password-resets/:token',
    {
      config,
      schema: {
        tags,
        summary: 'Choose a new password',
        description: 'Works once, and ends every session.',
        params: tokenParams,
        body: z.object({ password }),
        response: { 204: noBody, 400: errorBody, 404: errorBody },
      },
    },
    async (request, reply) => {
      await resetPassword(context, request.params.token, request.body.password, originOf(routes, request));
      return await reply.code(204).send(null);
    },
  );
}
