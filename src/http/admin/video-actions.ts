import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';

import { AppError } from '../../kernel/app-error.ts';
import { ERROR_CODES } from '../../kernel/error-codes.ts';
import { cancelReencode } from '../../pipeline/control/cancel-reencode.ts';
import { cancelVideo } from '../../pipeline/control/cancel-video.ts';
import { deleteVideo } from '../../pipeline/control/delete-video.ts';
import { reencodeVideo } from '../../pipeline/control/reencode-video.ts';
import { retryVideo } from '../../pipeline/control/retry-video.ts';
import type { WorkContext } from '../../pipeline/work/work-context.ts';
import type { AdminContext, AdminQueries } from './admin-context.ts';
import { type VIDEO_ACTIONS, videoActionBody, videoActionResults } from './admin-views.ts';

type VideoAction = (typeof VIDEO_ACTIONS)[number];

/** Does one thing with many videos; what is refused for one does not keep the others. */
export function registerVideoActions(parent: FastifyInstance, { work, queries, audit }: AdminContext): void {
  const app = parent.withTypeProvider<ZodTypeProvider>();
  app.post(
    '/admin/videos/actions',
    {
      config: { access: 'admin' as const },
      schema: {
        tags: ['admin'],
        summary: 'Retry, cancel, encode again or delete many videos',
        body: videoActionBody,
        response: { 200: videoActionResults },
      },
    },
    async ({ body: { action, ids }, principal, ip }) => {
      const results = [];
      for (const id of new Set(ids)) {
        try {
          const title = (await work.videos.find(id))?.title;
          await perform(work, queries, action, id);
          const subject = { kind: 'video', id, ...(title !== undefined && { name: title }) };
          await audit.record({ actor: principal, action: `video.${action}`, subject, ipAddress: ip });
          results.push({ id, ok: true });
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
          const { code, message } = error;
          results.push({ id, ok: false, error: { code, message, action: ERROR_CODES[code] } });
        }
      }
      return { results };
    },
  );
}

async function perform(work: WorkContext, queries: AdminQueries, action: VideoAction, id: string): Promise<void> {
  switch (action) {
    case 'retry':
      // A stuck video has jobs that hang or got lost: they end first.
      if (await isStuck(queries, id)) await cancelVideo(work, id);
      await retryVideo(work, id);
      return;
    case 'cancel':
      await ((await isReady(work, id)) ? cancelReencode(work, id) : cancelVideo(work, id));
      return;
    case 'delete':
      await deleteVideo(work, id);
      return;
    case 'reencode':
      await reencodeVideo(work, id);
  }
}

async function isStuck(queries: AdminQueries, id: string): Promise<boolean> {
  const { videos } = await queries.listVideos({ filter: 'stuck', search: id, limit: 100 });
  return videos.some((video) => video.id === id);
}

/** What is in work of a ready video is only its encode anew. */
async function isReady({ videos }: WorkContext, id: string): Promise<boolean> {
  return (await videos.find(id))?.state === 'ready';
}
