import type { TrainingContext } from '../training-context.ts';

/** What following needs. */
export type FollowContext = Pick<TrainingContext, 'lessons' | 'videos' | 'events' | 'logger'>;

/** Brings the lessons that show a video up to date with it. A video that another one replaced goes, unless a lesson holds it. */
export async function noteVideo({ lessons, videos, events }: FollowContext, videoId: string): Promise<void> {
  const glance = (await videos.glances([videoId])).get(videoId);
  const { courseIds, replacedVideoIds } = await lessons.noteVideo(videoId, glance);
  for (const courseId of courseIds) events.publish({ type: 'course.changed', courseId });
  await removeUnused({ lessons, videos }, replacedVideoIds);
}

/** Removes those videos that no lesson holds any more. */
export async function removeUnused(
  { lessons, videos }: Pick<TrainingContext, 'lessons' | 'videos'>,
  videoIds: readonly string[],
): Promise<void> {
  for (const videoId of await lessons.unusedVideos(videoIds)) await videos.remove(videoId);
}

/** Keeps lessons up to date from now on. Answers how to stop. An event that is lost is made good by `noteMissed`. */
export function followVideos(context: FollowContext): () => void {
  // One after the other: a video that became playable and ready in the same moment is read twice, never out of order.
  let queue = Promise.resolve();
  return context.videos.follow((videoId) => {
    queue = queue
      .then(async () => await noteVideo(context, videoId))
      .catch((error: unknown) => context.logger.warn({ err: error, videoId }, 'could not bring lessons up to date'));
  });
}

/** Notes the videos that lessons do not know everything of yet. For upkeep; `isThorough` at the start. */
export async function noteMissed(context: FollowContext, isThorough: boolean): Promise<void> {
  const videoIds = await context.lessons.videosToNote(isThorough);
  const glances = await context.videos.glances(videoIds);
  for (const videoId of videoIds) {
    const glance = glances.get(videoId);
    const saysNothingYet = glance && !glance.isPlayable && glance.durationSeconds === undefined;
    if (!saysNothingYet) await noteVideo(context, videoId);
  }
}
