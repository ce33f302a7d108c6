import type { FastifyRequest } from 'fastify';

import type { Viewer } from '../../delivery/access/playback-urls.ts';
import { sessionTokenOf } from '../access.ts';

/** For whom addresses in an answer are made; undefined: for nobody in particular. */
export function viewerOf(request: FastifyRequest): Viewer | undefined {
  const { principal } = request;
  if (principal.kind !== 'person') return keyOf(request);
  return { kind: 'session', id: principal.sessionId, cookie: sessionTokenOf(request) ?? '' };
}

/** The key in a request's Authorization header, if any. */
export function keyOf({ principal }: FastifyRequest): Viewer | undefined {
  return principal.kind === 'key' ? { kind: 'key', id: principal.id } : undefined;
}
