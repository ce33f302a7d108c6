import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import type { ApiKeyRecord } from '../../accounts/api-keys/api-key-store.ts';
import { createApiKey, revokeApiKey } from '../../accounts/api-keys/api-keys.ts';
import { errorBody } from '../video-view.ts';
import { type AccountRoutes, originOf, withZod } from './account-routes.ts';
import { idParams, noBody, personName, role } from './account-view.ts';

const tags = ['api-keys'];
const config = { access: 'admin' as const };

const keyView = z
  .object({
    id: z.string(),
    name: z.string(),
    role,
    prefix: z.string().describe('How the secret begins.'),
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().optional(),
  })
  .meta({ id: 'ApiKey' });

/** `/api/v1/api-keys`: keys for programs, sent as `Authorization: Bearer …`. */
export function registerApiKeys(parent: FastifyInstance, routes: AccountRoutes): void {
  const app = withZod(parent);
  const { context } = routes;

  app.get(
    '/api-keys',
    {
      config,
      schema: { tags, summary: 'List keys, newest first', response: { 200: z.object({ keys: z.array(keyView) }) } },
    },
    async () => ({ keys: (await context.apiKeys.list()).map(show) }),
  );
  app.post(
    '/api-keys',
    {
      config,
      schema: {
        tags,
        summary: 'Make a key',
        description: 'The secret is shown this once; only a hash of it is kept.',
        body: z.object({ name: personName, role }),
        response: { 201: z.object({ key: keyView, secret: z.string() }) },
      },
    },
    async (request, reply) => {
      const { key, secret } = await createApiKey(context, request.body, request.principal, originOf(routes, request));
      reply.header('cache-control', 'no-store');
      return await reply.code(201).send({ key: show(key), secret });
    },
  );
  app.delete(
    '/api-keys/:id',
    {
      config,
      schema: { tags, summary: 'End a key at once', params: idParams, response: { 204: noBody, 404: errorBody } },
    },
    async (request, reply) => {
      await revokeApiKey(context, request.params.id, request.principal, originOf(routes, request));
      return await reply.code(204).send(null);
    },
  );
}

function show({ createdAt, lastUsedAt, ...key }: ApiKeyRecord) {
  return {
    ...key,
    createdAt: createdAt.toISOString(),
    ...(lastUsedAt && { lastUsedAt: lastUsedAt.toISOString() }),
  };
}
