import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';

import type { Principal } from '../../accounts/principal.ts';
import { AppError } from '../../kernel/app-error.ts';
import { isId } from '../../kernel/ids.ts';
import type { DirectUpload, DirectUploads } from '../../pipeline/upload/direct-uploads.ts';
import type { Video } from '../../videos/video.ts';
import { errorBody } from '../video-view.ts';
import { requireOwner } from './tus-uploads.ts';

/** What somebody announces. */
export interface DirectUploadRequest {
  readonly fileName: string;
  readonly title?: string | undefined;
  readonly sizeBytes: number;
  readonly lessonId?: string | undefined;
  readonly replaces?: string | undefined;
}

/** What uploads straight to the bucket need. */
export interface DirectUploadParts extends Omit<DirectUploads, 'begin'> {
  begin(upload: DirectUploadRequest, uploader: Principal): Promise<DirectUpload>;
  /** What every address of the bucket begins with. */
  readonly address: string;
}

/** Addresses that one request may ask for. */
const MOST_SIGNED = 100;

const tags = ['uploads'];
const config = { access: 'instructor' as const };
const params = z.object({ id: z.string().max(64) });
const noBody = z.null().describe('Done.');
const partNumber = z.number().int().min(1).max(10_000);
const errors = { 404: errorBody, 409: errorBody };
const refusals = { 400: errorBody, 403: errorBody, 404: errorBody, 409: errorBody, 413: errorBody, 507: errorBody };

const announcement = z.object({
  fileName: z.string().max(1000).describe('As it is called where it comes from.'),
  title: z.string().max(1000).optional().describe('Made of the file name when it is left out.'),
  sizeBytes: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).describe('Exact size of the file.'),
  lessonId: z.string().max(64).optional().describe('The lesson that is to show the video.'),
  replaces: z
    .string()
    .max(64)
    .optional()
    .describe(
      'The video whose file it takes the place of; its id and its addresses stay. Not together with `lessonId`.',
    ),
});

const upload = {
  id: z.string().describe('Of the upload, and of its video.'),
  sizeBytes: z.number().int(),
  partBytes: z.number().int().describe('Size of every part but the last one.'),
  partCount: z.number().int(),
  expiresAt: z.date().describe('It is removed then unless it is complete.'),
};

const uploadState = z.object({
  ...upload,
  storedParts: z.array(partNumber).describe('Parts that the bucket has; only the others are still to be sent.'),
  isComplete: z.boolean().describe('It is the source of a video already.'),
});

const signedParts = z.object({
  parts: z.array(
    z.object({
      partNumber,
      sizeBytes: z.number().int().describe('The bucket refuses another length.'),
      url: z.string().describe('Where the part is sent by PUT, without a key. Whoever has it may send the part.'),
      expiresAt: z.date().describe('The PUT must have begun by then.'),
    }),
  ),
});

/** `/api/v1/direct-uploads`: files whose parts go straight to the bucket. An upload belongs to whoever began it, as with tus. */
export function registerDirectUploads(
  parent: FastifyInstance,
  given: DirectUploadParts | undefined,
  findVideo: (id: string) => Promise<Pick<Video, 'ownerId'> | undefined>,
): void {
  const app = parent.withTypeProvider<ZodTypeProvider>();
  const requireOn = (): DirectUploadParts => {
    if (given) return given;
    throw new AppError('DIRECT_UPLOADS_OFF', { message: 'Uploads straight to the bucket are not switched on here.' });
  };
  const own = async ({ principal }: FastifyRequest, id: string): Promise<DirectUploadParts> => {
    const uploads = requireOn();
    requireOwner(principal, isId(id) ? await findVideo(id) : undefined);
    return uploads;
  };
  app.post(
    '/direct-uploads',
    {
      config,
      schema: {
        tags,
        summary: 'Begin an upload whose parts go straight to the bucket',
        body: announcement,
        response: { 201: z.object(upload), ...refusals },
      },
    },
    async (request, reply) => await reply.code(201).send(await requireOn().begin(request.body, request.principal)),
  );
  app.get(
    '/direct-uploads/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Show what has come of a direct upload',
        params,
        response: { 200: uploadState, 404: errorBody },
      },
    },
    async (request) => {
      const uploads = await own(request, request.params.id);
      const state = await uploads.show(request.params.id);
      return { ...state, storedParts: [...state.storedParts] };
    },
  );
  app.post(
    '/direct-uploads/:id/parts',
    {
      config,
      schema: {
        tags,
        summary: 'Ask where parts are to be sent',
        params,
        body: z.object({ partNumbers: z.array(partNumber).min(1).max(MOST_SIGNED) }),
        response: { 200: signedParts, 400: errorBody, 404: errorBody },
      },
    },
    async (request, reply) => {
      const uploads = await own(request, request.params.id);
      const parts = await uploads.sign(request.params.id, request.body.partNumbers);
      return await reply.header('cache-control', 'no-store').send({ parts });
    },
  );
  app.post(
    '/direct-uploads/:id/complete',
    {
      config,
      schema: {
        tags,
        summary: 'Make the parts the source of the video',
        description: 'May be asked again when the answer got lost. What came is asked of the bucket.',
        params,
        response: { 204: noBody, ...errors, 413: errorBody },
      },
    },
    async (request, reply) => {
      const uploads = await own(request, request.params.id);
      await uploads.complete(request.params.id);
      return await reply.code(204).send(null);
    },
  );
  app.delete(
    '/direct-uploads/:id',
    {
      config,
      schema: { tags, summary: 'Forget an unfinished direct upload', params, response: { 204: noBody, ...errors } },
    },
    async (request, reply) => {
      const uploads = await own(request, request.params.id);
      await uploads.abort(request.params.id);
      return await reply.code(204).send(null);
    },
  );
}
