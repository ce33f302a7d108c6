import { progressOf } from '../../videos/progress.ts';
import { videosIn } from '../upkeep/each-video.ts';
import type { WorkContext } from '../work/work-context.ts';

/**
 * Bytes that all renditions of a video take for each byte of its source. Measured on lectures 0.3 to 0.9; a screen
 * recording that was small already may take twice its size.
 */
const LADDER_SHARE = 1;

/** What is needed for an upload of that size: the source, and everything that is made of it. */
export function roomFor(sizeBytes: number): number {
  return sizeBytes * (1 + LADDER_SHARE);
}

/** What other uploads have still to send, and what is still to be made of them and of the videos in work. */
export async function promisedRoom(context: Pick<WorkContext, 'videos' | 'revisions' | 'sources'>): Promise<number> {
  let promisedBytes = 0;
  for await (const { id, sizeBytes = 0, directUploadId } of videosIn(context, 'uploading')) {
    if (directUploadId !== undefined) continue; // it goes to the bucket, and so does what is made of it
    const received = (await context.sources.receivedBytes(id)) ?? 0;
    promisedBytes += Math.max(0, roomFor(sizeBytes) - received);
  }
  for await (const { sizeBytes = 0, revisionId } of videosIn(context, 'processing')) {
    const rows =
      revisionId === undefined ? [] : ((await context.revisions.progress([revisionId])).get(revisionId) ?? []);
    promisedBytes += sizeBytes * LADDER_SHARE * (1 - progressOf(rows, 1).percent / 100);
  }
  return Math.round(promisedBytes);
}
