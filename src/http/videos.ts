import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';

import { AppError } from '../kernel/app-error.ts';
import { cancelVideo } from '../pipeline/control/cancel-video.ts';
import { deleteVideo } from '../pipeline/control/delete-video.ts';
import { retryVideo } from '../pipeline/control/retry-video.ts';
import type { WorkContext } from '../pipeline/work/work-context.ts';
import type { Video } from '../videos/video.ts';
import { presentVideos } from './present-video.ts';
import { errorBody, videoChange, videoPage, videoPageQuery, type VideoView, videoView } from './video-view.ts';

const params = z.object({ id: z.string().max(64) });
const noBody = z.null().describe('Done.');
const errors = { 404: errorBody, 409: errorBody };
const tags = ['videos'];
const config = { access: 'instructor' as const };

/** `/api/v1/videos`: list, show, rename, delete, retry, cancel. */
export function registerVideos(parent: FastifyInstance, context: WorkContext): void {
  const app = parent.withTypeProvider<ZodTypeProvider>();
  const present = async (videos: readonly Video[]): Promise<VideoView[]> =>
    await presentVideos({ revisions: context.revisions, encodersAtOnce: context.settings.encodersAtOnce }, videos);
  const presentOne = async (video: Video | undefined, id: string): Promise<VideoView> => {
    const [view] = video ? await present([video]) : [];
    if (!view) throw new AppError('VIDEO_NOT_FOUND', { message: `There is no video ${id}.` });
    return view;
  };

  app.get(
    '/videos',
    {
      config,
      schema: { tags, summary: 'List videos, newest first', querystring: videoPageQuery, response: { 200: videoPage } },
    },
    async ({ query: { limit, cursor } }) => {
      const { videos, nextCursor } = await context.videos.list({ limit, ...(cursor !== undefined && { cursor }) });
      return { videos: await present(videos), ...(nextCursor !== undefined && { nextCursor }) };
    },
  );
  app.get(
    '/videos/:id',
    { config, schema: { tags, summary: 'Show a video', params, response: { 200: videoView, 404: errorBody } } },
    async ({ params: { id } }) => await presentOne(await context.videos.find(id), id),
  );
  app.patch(
    '/videos/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Rename a video',
        params,
        body: videoChange,
        response: { 200: videoView, 404: errorBody },
      },
    },
    async ({ params: { id }, body: { title } }) => {
      const view = await presentOne(await context.videos.rename(id, title), id);
      context.events.publish({ type: 'video.changed', videoId: id });
      return view;
    },
  );
  app.delete(
    '/videos/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Delete a video in any state',
        description: 'Its source, cells, images and rows: nothing is left.',
        params,
        response: { 204: noBody, 404: errorBody },
      },
    },
    async ({ params: { id } }, reply) => {
      await deleteVideo(context, id);
      return await reply.code(204).send(null);
    },
  );
  app.post(
    '/videos/:id/retry',
    {
      config,
      schema: {
        tags,
        summary: 'Take up the work on a failed or cancelled video',
        description: 'Goes on where it ended: filled cells are kept.',
        params,
        response: { 200: videoView, ...errors },
      },
    },
    async ({ params: { id } }) => await presentOne(await retryVideo(context, id), id),
  );
  app.post(
    '/videos/:id/cancel',
    {
      config,
      schema: {
        tags,
        summary: 'Stop the work on a video',
        description: 'It becomes `failed` with the code CANCELLED and can be retried or deleted.',
        params,
        response: { 200: videoView, ...errors },
      },
    },
    async ({ params: { id } }) => await presentOne(await cancelVideo(context, id), id),
  );
}
