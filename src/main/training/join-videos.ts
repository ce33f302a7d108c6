import { deleteVideo } from '../../pipeline/control/delete-video.ts';
import { takeFrame } from '../../pipeline/images/take-frame.ts';
import type { WorkContext } from '../../pipeline/work/work-context.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { VideoGlance, VideoLibrary } from '../../training/video-library.ts';
import { CAPTIONS_FOLDER, IMAGES_FOLDER, revisionPrefixes } from '../../videos/revision.ts';

/** What lessons show of a video changed. Progress does not count: `cell.filled` comes many times a second. */
const TOLD = new Set(['video.changed', 'video.playable', 'video.ready', 'video.deleted']);

/** Joins training to the real videos. */
export function joinVideos(work: WorkContext): VideoLibrary {
  return {
    async glances(videoIds) {
      const ids = [...new Set(videoIds)];
      if (ids.length === 0) return new Map();
      const { videos } = await work.videos.list({ ids, limit: ids.length });
      return new Map(
        videos.map(({ id, isPlayable, durationSeconds, state }): [string, VideoGlance] => [
          id,
          { id, isPlayable, hasPoster: state === 'ready', ...(durationSeconds !== undefined && { durationSeconds }) },
        ]),
      );
    },
    async remove(videoId) {
      await deleteVideo(work, videoId).catch((error: unknown) => {
        if (!(error instanceof AppError && error.code === 'VIDEO_NOT_FOUND')) throw error;
      });
    },
    async captions(videoId) {
      const video = await work.videos.find(videoId);
      if (video?.state !== 'ready' || video.revisionId === undefined) return [];
      return (await work.revisions.summaries([video.revisionId])).get(video.revisionId)?.captions ?? [];
    },
    async captionText(videoId, fileName) {
      const video = await work.videos.find(videoId);
      if (video?.state !== 'ready' || video.revisionId === undefined) return undefined;
      const known = (await work.revisions.summaries([video.revisionId])).get(video.revisionId)?.captions ?? [];
      if (!known.some((each) => each.fileName === fileName)) return undefined;
      const { prefix } = revisionPrefixes(videoId, video.revisionId);
      return await work.objects.get(`${prefix}${CAPTIONS_FOLDER}/${fileName}`);
    },
    async poster(videoId) {
      const video = await work.videos.find(videoId);
      if (video?.state !== 'ready' || video.revisionId === undefined) return undefined;
      const { prefix } = revisionPrefixes(videoId, video.revisionId);
      return await work.objects.get(`${prefix}${IMAGES_FOLDER}/poster.jpg`);
    },
    frameAt: async (videoId, seconds) => await takeFrame(work, videoId, seconds),
    follow(listener) {
      return work.events.subscribe((event) => {
        if (event.videoId !== undefined && TOLD.has(event.type)) listener(event.videoId);
      });
    },
  };
}
