import { Readable } from 'node:stream';

import cors from '@fastify/cors';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import type { MediaServer } from '../delivery/serve-media.ts';
import { declareAccess } from './access.ts';
import { registerFilled } from './event-stream/filled.ts';
import type { FilledFeedOptions } from './event-stream/filled-feed.ts';

/** `/v/<video>/…`: playlists, segments, images and what is filled of them, for players of any origin. */
export async function registerPlayback(
  app: FastifyInstance,
  serve: MediaServer,
  filled: FilledFeedOptions,
): Promise<void> {
  await app.register(
    async (scope) => {
      declareAccess(scope, 'anyone');
      await scope.register(cors, {
        origin: '*',
        methods: ['GET', 'HEAD'],
        allowedHeaders: ['Range'],
        exposedHeaders: ['Content-Length', 'Content-Range', 'ETag', 'Retry-After', 'X-Lectern-Held-Ms'],
        maxAge: 86_400,
      });
      scope.addHook('onSend', async (_request, reply) => {
        reply.header('cross-origin-resource-policy', 'cross-origin');
      });
      registerFilled(scope, filled);
      scope.route({
        method: ['GET', 'HEAD'],
        url: '/*',
        compress: false, // playlists come compressed, with a tag of their own; the rest is compressed already
        schema: { hide: true },
        handler: async (request, reply) => await answer(serve, request, reply),
      });
    },
    { prefix: '/v' },
  );
}

async function answer(serve: MediaServer, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const { headers } = request;
  const viewer = new AbortController();
  reply.raw.once('close', () => viewer.abort());
  const {
    status,
    headers: answered,
    body,
  } = await serve({
    left: viewer.signal,
    method: request.method === 'HEAD' ? 'HEAD' : 'GET',
    path: (request.params as { '*': string })['*'],
    ...(headers.range !== undefined && { range: headers.range }),
    ...(typeof headers['if-range'] === 'string' && { ifRange: headers['if-range'] }),
    ...(headers['if-none-match'] !== undefined && { ifNoneMatch: headers['if-none-match'] }),
    ...(typeof headers['accept-encoding'] === 'string' && { acceptEncoding: headers['accept-encoding'] }),
  });
  reply.code(status).headers(answered);
  if (body === undefined) return await reply.send(null);
  if (body instanceof Uint8Array) return await reply.send(Buffer.from(body.buffer, body.byteOffset, body.length));
  return await reply.send(body instanceof Readable ? body : Readable.from(body));
}
