import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';

import type { PlaybackUrls } from '../../delivery/access/playback-urls.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { VideoStore } from '../../videos/video-store.ts';
import { videoNotFound } from '../../videos/video.ts';
import { errorBody, playbackView } from '../video-view.ts';
import type { VideoAccess } from './video-access.ts';
import { viewerOf } from './viewer.ts';

/** `POST /api/v1/videos/:id/playback`: where a player goes on when its addresses have expired. */
export function registerRenewal(
  parent: FastifyInstance,
  {
    videos,
    access,
    urls,
  }: { readonly videos: Pick<VideoStore, 'find'>; readonly access: VideoAccess; readonly urls: PlaybackUrls },
): void {
  parent.withTypeProvider<ZodTypeProvider>().post(
    '/videos/:id/playback',
    {
      config: { access: 'anyone' }, // whoever may play a public video may ask where it is
      schema: {
        tags: ['videos'],
        summary: 'Get addresses for playing a video',
        description:
          'Made for you: with a key they hold for 12 hours at least and may be handed to your own viewers; in a session they are of use in that session only. Ask again when a player gets a 403.',
        params: z.object({ id: z.string().max(64) }),
        response: { 200: playbackView, 401: errorBody, 403: errorBody, 404: errorBody },
      },
    },
    async (request, reply) => {
      const { principal } = request;
      const { id } = request.params;
      const video = await videos.find(id);
      const right = video ? ((await access.rightsOf(principal, [video])).get(id) ?? 'none') : 'none';
      if (right === 'none' && principal.kind === 'anonymous') {
        throw new AppError('SIGN_IN_REQUIRED', { message: 'Nobody is signed in.' });
      }
      if (!video) throw videoNotFound(id);
      if (right === 'none') throw new AppError('PLAYBACK_NOT_ALLOWED', { message: 'You may not watch this video.' });
      const { root, expiresAtMs } = urls.of(viewerOf(request), video);
      reply.header('cache-control', 'no-store');
      return {
        hlsUrl: `${root}/master.m3u8`,
        dashUrl: `${root}/manifest.mpd`,
        ...(video.state !== 'ready' && { filledUrl: `${root}/filled` }),
        ...(expiresAtMs !== undefined && { expiresAt: new Date(expiresAtMs).toISOString() }),
      };
    },
  );
}
