import { AppError } from '../../kernel/app-error.ts';
import { progressOf } from '../../videos/progress.ts';
import { videosIn } from '../upkeep/each-video.ts';
import type { WorkContext } from '../work/work-context.ts';

/**
 * Bytes that all renditions of a video take for each byte of its source. Measured on lectures 0.3 to 0.9; a screen
 * recording that was small already may take twice its size.
 */
const LADDER_SHARE = 1;

/** What knowing about room needs. */
export type RoomContext = Pick<WorkContext, 'videos' | 'revisions' | 'reencodes' | 'sources' | 'diskRoom' | 'settings'>;

/** What is made of a source of that size takes so much of the disk; nothing where a bucket holds it. */
export function roomToEncode({ settings }: Pick<RoomContext, 'settings'>, sizeBytes: number): number {
  return settings.hasOthers === true ? 0 : sizeBytes * LADDER_SHARE;
}

/**
 * Room for so many bytes more, for what is under way, and the reserve on top. Throws AppError DISK_FULL with `refusal` as its
 * second half: what was not begun.
 */
export async function requireRoom(context: RoomContext, wantedBytes: number, refusal: string): Promise<void> {
  const { diskRoom, settings } = context;
  const promisedBytes = await promisedRoom(context);
  const freeBytes = await diskRoom();
  if (freeBytes - promisedBytes - wantedBytes >= settings.diskReserveBytes) return;
  throw new AppError('DISK_FULL', {
    message: `The disk of the server has no room for this video and what is made of it, so ${refusal}.`,
    retry: 'later',
    detail: `free ${freeBytes}, promised ${promisedBytes}, wanted ${wantedBytes}, reserve ${settings.diskReserveBytes}`,
  });
}

/**
 * What other uploads have still to send, and what is still to be made of them, of the videos in work, and of those that are
 * encoded anew.
 */
async function promisedRoom(context: RoomContext): Promise<number> {
  let promisedBytes = 0;
  for await (const { id, sizeBytes = 0, directUploadId } of videosIn(context, 'uploading')) {
    if (directUploadId !== undefined) continue; // it goes to the bucket, and so does what is made of it
    const received = await context.sources.receivedBytes(id);
    // Begun at another server, it takes the room of that one's disk.
    if (received === undefined && context.settings.hasOthers === true) continue;
    promisedBytes += Math.max(0, sizeBytes + roomToEncode(context, sizeBytes) - (received ?? 0));
  }
  if (context.settings.hasOthers === true) return Math.round(promisedBytes);
  const stillToMake = async (sizeBytes: number, revisionId: string | undefined): Promise<number> => {
    const rows = revisionId && (await context.revisions.progress([revisionId])).get(revisionId);
    // Not planned yet, it may have to be rewritten first: about its own size once more.
    if (!rows || rows.length === 0) return sizeBytes + roomToEncode(context, sizeBytes);
    return roomToEncode(context, sizeBytes) * (1 - progressOf(rows, 1).percent / 100);
  };
  for await (const { sizeBytes = 0, revisionId } of videosIn(context, 'processing')) {
    promisedBytes += await stillToMake(sizeBytes, revisionId);
  }
  for (const { videoId, revisionId, file } of await context.reencodes.listActive()) {
    const { sizeBytes = 0 } = file ?? (await context.videos.find(videoId)) ?? {};
    promisedBytes += await stillToMake(sizeBytes, revisionId);
  }
  return Math.round(promisedBytes);
}
