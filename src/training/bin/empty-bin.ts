import type { TrainingContext } from '../training-context.ts';
import { attachmentFolder } from '../lessons/attachment-files.ts';
import { posterKey } from '../posters/poster-files.ts';

/** How long something can be restored. */
const BIN_DAYS = 30;
const DAY_MS = 86_400_000;

/** When something deleted goes for good. */
export function purgeTimeOf(deletedAt: Date): Date {
  return new Date(deletedAt.getTime() + BIN_DAYS * DAY_MS);
}

/**
 * Deletes for good what has been in the bin for 30 days: files first, then rows, so that a crash in between is made good
 * by the next time. A video goes with the last lesson that holds it.
 */
export async function emptyBin({
  bin,
  videos,
  objects,
  clock,
  logger,
}: Pick<TrainingContext, 'bin' | 'videos' | 'objects' | 'clock' | 'logger'>): Promise<void> {
  await bin.claimOlderThan(new Date(clock.nowMs() - BIN_DAYS * DAY_MS));
  const { videoIds, fileIds, posterFiles } = await bin.leftovers();
  for (const videoId of videoIds) await videos.remove(videoId);
  for (const fileId of fileIds) await objects.deletePrefix(attachmentFolder(fileId));
  for (const posterFile of posterFiles) await objects.delete(posterKey(posterFile));
  const removed = await bin.removeClaimed();
  if (removed > 0) logger.info({ removed, videos: videoIds.length }, 'emptied the bin of what was in it for 30 days');
}
