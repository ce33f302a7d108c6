import { Readable } from 'node:stream';

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { mayAdminister, mayUploadVideo } from '../../accounts/policies.ts';
import type { Principal } from '../../accounts/principal.ts';
import { AppError } from '../../kernel/app-error.ts';
import { isId } from '../../kernel/ids.ts';
import type { Video } from '../../videos/video.ts';

/** tus 1.0 as a function of web requests; throws AppError for what it refuses. */
export type UploadHandler = (request: Request, uploader: Principal) => Promise<Response>;

/** What uploads need. */
export interface UploadParts {
  readonly handle: UploadHandler;
  /** The video of an upload. */
  readonly findVideo: (id: string) => Promise<Pick<Video, 'ownerId'> | undefined>;
}

/** Address of the uploads; the id of an upload is the id of its video. */
export const UPLOADS_PATH = '/api/v1/uploads';

/**
 * Mounts tus. Bodies are streams: they are neither parsed nor limited here. An upload is continued, looked at and ended
 * by whoever began it, and by administrators; for everybody else it is not there.
 */
export async function registerUploads(app: FastifyInstance, { handle, findVideo }: UploadParts): Promise<void> {
  await app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null));
    const route = async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
      reply.header('tus-resumable', '1.0.0'); // in every answer, errors too (tus 1.0, core protocol)
      const { principal } = request;
      const { id } = request.params as { id?: string };
      if (id !== undefined) requireOwner(principal, isId(id) ? await findVideo(id) : undefined);
      else if (!mayUploadVideo(principal)) {
        throw new AppError('NOT_ALLOWED', { message: 'Only instructors upload videos.' });
      } else if (request.method !== 'POST' && request.method !== 'OPTIONS') {
        throw new AppError('UPLOAD_NOT_FOUND', { message: 'There is no such upload.' });
      }
      const abort = new AbortController();
      request.raw.on('close', () => abort.abort());
      const response = await handle(asWebRequest(request, id, abort.signal), principal);
      for (const [name, value] of response.headers) {
        // Pages of other sites have nothing to upload here.
        if (!name.startsWith('access-control-')) reply.header(name, value);
      }
      return await reply.code(response.status).send(response.body ? Buffer.from(await response.arrayBuffer()) : null);
    };
    const method = ['POST', 'HEAD', 'PATCH', 'DELETE', 'OPTIONS'];
    const options = { method, schema: { hide: true }, config: { access: 'instructor' as const }, handler: route };
    scope.route({ ...options, url: UPLOADS_PATH });
    scope.route({ ...options, url: `${UPLOADS_PATH}/:id` });
    done();
  });
}

/** Throws AppError UPLOAD_NOT_FOUND for others. An upload without a video has expired or never was: that is said elsewhere. */
export function requireOwner(principal: Principal, video: Pick<Video, 'ownerId'> | undefined): void {
  const isOwner = principal.kind !== 'anonymous' && video?.ownerId === principal.id;
  if (video === undefined || isOwner || mayAdminister(principal)) return;
  throw new AppError('UPLOAD_NOT_FOUND', { message: 'There is no such upload.' });
}

/** Its address holds nothing but the id that was checked: the tus library finds ids in a query, too. */
function asWebRequest(request: FastifyRequest, id: string | undefined, signal: AbortSignal): Request {
  const { method, headers, raw } = request;
  const url = `http://localhost${UPLOADS_PATH}${id === undefined ? '' : `/${encodeURIComponent(id)}`}`;
  const hasBody = method === 'PATCH' || method === 'POST';
  return new Request(url, {
    method,
    headers: Object.entries(headers).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, String(value)]],
    ),
    ...(hasBody && { body: Readable.toWeb(raw) as ReadableStream<Uint8Array>, duplex: 'half' as const }),
    signal,
  });
}
