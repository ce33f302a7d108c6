import { Readable } from 'node:stream';

import cors from '@fastify/cors';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { parseMediaPath } from '../../delivery/media-path.ts';
import type { PlayGuard } from '../../delivery/access/permission.ts';
import { isForOtherSites, splitToken } from '../../delivery/access/playback-token.ts';
import type { MediaServer } from '../../delivery/serve-media.ts';
import { AppError } from '../../kernel/app-error.ts';
import { declareAccess, sessionTokenOf } from '../access.ts';
import { registerFilled } from '../event-stream/filled.ts';
import type { FilledFeedOptions } from '../event-stream/filled-feed.ts';
import { keyOf } from './viewer.ts';

/** What playing needs. */
export interface PlaybackParts {
  readonly serve: MediaServer;
  readonly guard: PlayGuard;
  readonly filled: FilledFeedOptions;
}

/**
 * `/v/<token>/<video>/…`: playlists, segments, images and what is filled of them; the source of a video that failed. Without
 * a token only of public videos, and never a source.
 * Players of any origin may ask, but for tokens of a session, which are of use to that session's pages alone.
 */
export async function registerPlayback(app: FastifyInstance, parts: PlaybackParts): Promise<void> {
  await app.register(
    async (scope) => {
      declareAccess(scope, 'anyone'); // the token says who asks
      await scope.register(cors, {
        delegator: (request, answerOptions) => {
          answerOptions(null, {
            origin: isForOtherSites(tokenOf(request)) && '*',
            methods: ['GET', 'HEAD'],
            allowedHeaders: ['Range'],
            exposedHeaders: ['Content-Length', 'Content-Range', 'ETag', 'Retry-After', 'X-Lectern-Held-Ms'],
            maxAge: 86_400,
          });
        },
      });
      scope.addHook('onRequest', async (request, reply) => {
        const isAnySite = isForOtherSites(tokenOf(request));
        reply.header('cross-origin-resource-policy', isAnySite ? 'cross-origin' : 'same-origin');
        reply.headers({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
      });
      registerFilled(scope, parts.filled, parts.guard);
      scope.route({
        method: ['GET', 'HEAD'],
        url: '/*',
        helmet: false, // nothing here is a page; see the hook above
        compress: false, // playlists come compressed, with a tag of their own; the rest is compressed already
        schema: { hide: true },
        handler: async (request, reply) => await answer(parts, request, reply),
      });
    },
    { prefix: '/v' },
  );
}

async function answer({ serve, guard }: PlaybackParts, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const { headers } = request;
  const { token, rest: path } = splitToken((request.params as { '*': string })['*']);
  const wanted = parseMediaPath(path);
  if (!wanted) throw new AppError('NOT_FOUND', { message: 'There is no such part of a stream.' });
  const key = keyOf(request);
  const isForHoldersOnly = wanted.kind === 'original';
  const cookie = sessionTokenOf(request);
  const permittedForMs = await guard.check({ videoId: wanted.videoId, token, cookie, key, isForHoldersOnly });
  const {
    status,
    headers: answered,
    body,
  } = await serve({
    left: () => leavingOf(reply),
    method: request.method === 'HEAD' ? 'HEAD' : 'GET',
    path,
    isPrivate: token !== undefined || key !== undefined,
    permittedForMs,
    ...(headers.range !== undefined && { range: headers.range }),
    ...(typeof headers['if-range'] === 'string' && { ifRange: headers['if-range'] }),
    ...(headers['if-none-match'] !== undefined && { ifNoneMatch: headers['if-none-match'] }),
    ...(typeof headers['accept-encoding'] === 'string' && { acceptEncoding: headers['accept-encoding'] }),
  });
  reply.code(status).headers(answered);
  // What a browser has kept is the session's too: the next one at the same screen does not get it.
  const vary = [answered['vary'], isForOtherSites(token) ? undefined : 'cookie'].filter(Boolean).join(', ');
  if (vary !== '') reply.header('vary', vary);
  if (body === undefined) return await reply.send(null);
  if (body instanceof Uint8Array) return await reply.send(Buffer.from(body.buffer, body.byteOffset, body.length));
  return await reply.send(body instanceof Readable ? body : Readable.from(body));
}

/** Aborted when the connection is closed before the answer has ended. */
function leavingOf({ raw }: FastifyReply): AbortSignal {
  const viewer = new AbortController();
  if (raw.destroyed) viewer.abort();
  raw.once('close', () => viewer.abort());
  return viewer.signal;
}

function tokenOf(request: FastifyRequest): string | undefined {
  return splitToken(request.url.replace(/^\/v\//, '').split('?')[0] ?? '').token;
}
