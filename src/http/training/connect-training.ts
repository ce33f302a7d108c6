import type { FastifyInstance } from 'fastify';

import { ORIGINAL_NAME } from '../../delivery/media-path.ts';
import type { OriginalFiles } from '../../delivery/original-files.ts';
import type { PlaybackUrls } from '../../delivery/access/playback-urls.ts';
import type { Logger } from '../../kernel/logger.ts';
import type { TrainingContext } from '../../training/training-context.ts';
import type { VideoStore } from '../../videos/video-store.ts';
import { mayEdit, type VideoAccess } from '../playback/video-access.ts';
import { askerOf, type VideoPresenter } from '../playback/video-presenter.ts';
import { viewerOf } from '../playback/viewer.ts';
import { registerTraining } from './register-training.ts';

/** What `main` hands over of training. */
export interface TrainingParts {
  readonly context: TrainingContext;
  /** Address under which people reach this server; absent: the one of each request. */
  readonly publicUrl?: string | undefined;
}

/** Courses, lessons, enrolment and progress under `/api/v1`, joined to what is shown of videos. */
export async function connectTraining(
  api: FastifyInstance,
  { context, publicUrl }: TrainingParts,
  videos: {
    readonly videos: Pick<VideoStore, 'list' | 'find'>;
    readonly access: VideoAccess;
    readonly presenter: VideoPresenter;
    readonly urls: PlaybackUrls;
    readonly originals: OriginalFiles;
    readonly logger: Logger;
  },
): Promise<void> {
  await registerTraining(api, {
    training: context,
    async showVideos(request, videoIds) {
      const ids = [...new Set(videoIds)];
      if (ids.length === 0) return new Map();
      const found = await videos.videos.list({ ids, limit: ids.length });
      const views = await videos.presenter.present(askerOf(request), found.videos);
      return new Map(views.map((view) => [view.id, view]));
    },
    async mayUseVideo({ principal }, videoId) {
      const video = await videos.videos.find(videoId);
      return video !== undefined && mayEdit((await videos.access.rightsOf(principal, [video])).get(videoId));
    },
    async originalUrl(request, videoId) {
      const viewer = viewerOf(request);
      if (!viewer) return undefined;
      // A lesson is shown also while its file cannot be looked at.
      const type = await videos.originals.typeOf(await videos.videos.find(videoId)).catch((error: unknown) => {
        videos.logger.warn({ err: error, videoId }, 'the source of a failed video cannot be read just now');
        return undefined;
      });
      return type === undefined ? undefined : `${videos.urls.here(viewer, videoId).root}/${ORIGINAL_NAME}`;
    },
    publicUrl: (request) => publicUrl ?? `${request.protocol}://${request.host}`,
  });
}
