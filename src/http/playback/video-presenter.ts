import type { FastifyRequest } from 'fastify';

import type { Principal } from '../../accounts/principal.ts';
import type { PlaybackUrls, Viewer } from '../../delivery/access/playback-urls.ts';
import type { Video } from '../../videos/video.ts';
import { type PresentContext, presentVideo, readVideoFacts, type VideoFacts } from '../present-video.ts';
import type { VideoView } from '../video-view.ts';
import { mayEdit, type VideoAccess, type VideoRight } from './video-access.ts';
import { viewerOf } from './viewer.ts';

/** Who asks, and for whom addresses are made. */
export interface Asker {
  readonly principal: Principal;
  readonly viewer: Viewer | undefined;
}

/** Shows videos to those who may play or edit them: with addresses of their own, and without what is not theirs to know. */
export interface VideoPresenter {
  /** Those of the videos that they may at least play, in the same order. At most five questions to the tables, all but one at once. */
  present(asker: Asker, videos: readonly Video[]): Promise<VideoView[]>;
  /** The same where everything is known but the addresses. */
  show(asker: Asker, facts: readonly VideoFacts[], rights: ReadonlyMap<string, VideoRight>): VideoView[];
  /** Everything that is told of videos, whoever asks. */
  read(videos: readonly Video[]): Promise<VideoFacts[]>;
}

/** See VideoPresenter. */
export function createVideoPresenter(
  context: PresentContext & { readonly access: VideoAccess; readonly urls: PlaybackUrls },
): VideoPresenter {
  const show: VideoPresenter['show'] = ({ viewer }, facts, rights) =>
    facts.flatMap((each) => {
      const right = rights.get(each.video.id) ?? 'none';
      if (right === 'none') return [];
      const { root } = context.urls.of(viewer, each.video);
      return [presentVideo(each, { root, isEditor: mayEdit(right), mayDelete: right === 'delete' })];
    });
  return {
    show,
    read: async (videos) => await readVideoFacts(context, videos),
    async present(asker, videos) {
      const [facts, rights] = await Promise.all([
        readVideoFacts(context, videos),
        context.access.rightsOf(asker.principal, videos),
      ]);
      return show(asker, facts, rights);
    },
  };
}

/** Who sent a request. */
export function askerOf(request: FastifyRequest): Asker {
  return { principal: request.principal, viewer: viewerOf(request) };
}
