import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';

import type { AuditLog } from '../accounts/audit-log.ts';
import { cancelReencode } from '../pipeline/control/cancel-reencode.ts';
import { cancelVideo } from '../pipeline/control/cancel-video.ts';
import { deleteVideo } from '../pipeline/control/delete-video.ts';
import { reencodeVideo } from '../pipeline/control/reencode-video.ts';
import { RETRY_FROM, retryVideo } from '../pipeline/control/retry-video.ts';
import { withdrawPublicCopy } from '../pipeline/public-copy/withdraw-public-copy.ts';
import type { WorkContext } from '../pipeline/work/work-context.ts';
import { type Video, videoNotFound } from '../videos/video.ts';
import { requireRight } from './playback/require-right.ts';
import type { VideoAccess } from './playback/video-access.ts';
import { askerOf, type VideoPresenter } from './playback/video-presenter.ts';
import { errorBody, videoChange, videoPage, videoPageQuery, type VideoView, videoView } from './video-view.ts';

const params = z.object({ id: z.string().max(64) });
const noBody = z.null().describe('Done.');
const errors = { 404: errorBody, 409: errorBody };
const tags = ['videos'];
const config = { access: 'instructor' as const };

/** What the routes of videos need. */
export interface VideoRoutes {
  readonly work: WorkContext;
  readonly access: VideoAccess;
  readonly presenter: VideoPresenter;
  readonly audit: Pick<AuditLog, 'record'>;
}

/** `/api/v1/videos`: list, show, change, delete, retry, cancel; for those who may edit them. */
export function registerVideos(parent: FastifyInstance, { work, access, presenter, audit }: VideoRoutes): void {
  const app = parent.withTypeProvider<ZodTypeProvider>();
  const requireEditor = async (
    { principal }: FastifyRequest,
    id: string,
    wanted: 'edit' | 'delete' = 'edit',
  ): Promise<Video> => await requireRight({ videos: work.videos, access }, principal, id, wanted);
  const note = async (request: FastifyRequest, action: string, { id, title }: Video): Promise<void> => {
    const subject = { kind: 'video', id, name: title };
    await audit.record({ actor: request.principal, action, subject, ipAddress: request.ip });
  };
  const show = async (request: FastifyRequest, video: Video | undefined, id: string): Promise<VideoView> => {
    const [view] = video ? await presenter.present(askerOf(request), [video]) : [];
    if (!view) throw videoNotFound(id);
    return view;
  };

  /** What is under way beside a ready video is an administrator's, unless it is another file for it. */
  const hasReplacement = async ({ id, state }: Video): Promise<boolean> =>
    state === 'ready' && (await work.reencodes.find(id))?.file !== undefined;

  app.get(
    '/videos',
    {
      config,
      schema: {
        tags,
        summary: 'List the videos that you may edit, newest first',
        querystring: videoPageQuery,
        response: { 200: videoPage },
      },
    },
    async (request) => {
      const { limit, cursor } = request.query;
      const within = await access.editableBy(request.principal);
      const query = { limit, ...(cursor !== undefined && { cursor }), ...(within && { within }) };
      const { videos, nextCursor } = await work.videos.list(query);
      const views = await presenter.present(askerOf(request), videos);
      return { videos: views, ...(nextCursor !== undefined && { nextCursor }) };
    },
  );
  app.get(
    '/videos/:id',
    { config, schema: { tags, summary: 'Show a video', params, response: { 200: videoView, 404: errorBody } } },
    async (request) => await show(request, await requireEditor(request, request.params.id), request.params.id),
  );
  app.patch(
    '/videos/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Rename a video, or make it public or private',
        params,
        body: videoChange,
        response: { 200: videoView, 404: errorBody },
      },
    },
    async (request) => {
      const { id } = request.params;
      const before = await requireEditor(request, id);
      const after = await work.videos.change(id, request.body);
      if (after && after.visibility !== before.visibility) {
        await note(request, after.visibility === 'public' ? 'video.publish' : 'video.unpublish', after);
      }
      const view = await show(request, after, id);
      work.events.publish({ type: 'video.changed', videoId: id });
      if (request.body.visibility === 'private') await withdrawPublicCopy(work, id);
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
        description:
          'Its source, cells, images and rows: nothing is left. For who uploaded it, and for who may edit every course that shows it.',
        params,
        response: { 204: noBody, 403: errorBody, 404: errorBody },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const video = await requireEditor(request, id, 'delete');
      await deleteVideo(work, id);
      await note(request, 'video.delete', video);
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
        description:
          'Goes on where it ended: filled cells are kept. `from=beginning` forgets them and the plan, and reads the source again. ' +
          'Of a ready video, a `replacement` that failed is tried again.',
        params,
        querystring: z.object({ from: z.enum(RETRY_FROM).default('missing') }),
        response: { 200: videoView, ...errors },
      },
    },
    async (request) => {
      const { id } = request.params;
      const video = await requireEditor(request, id);
      if (!(await hasReplacement(video))) {
        return await show(request, await retryVideo(work, id, request.query.from), id);
      }
      await reencodeVideo(work, id);
      return await show(request, video, id);
    },
  );
  app.post(
    '/videos/:id/cancel',
    {
      config,
      schema: {
        tags,
        summary: 'Stop the work on a video',
        description:
          'It becomes `failed` with the code CANCELLED and can be retried or deleted. ' +
          'Of a ready video its `replacement` goes, whether it is in work or has failed; what plays stays.',
        params,
        response: { 200: videoView, ...errors },
      },
    },
    async (request) => {
      const { id } = request.params;
      const video = await requireEditor(request, id);
      if (!(await hasReplacement(video))) return await show(request, await cancelVideo(work, id), id);
      await cancelReencode(work, id);
      return await show(request, video, id);
    },
  );
}
