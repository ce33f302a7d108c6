import { AppError } from '../../kernel/app-error.ts';
import { newId } from '../../kernel/ids.ts';
import type { Reencode } from '../../videos/reencode-store.ts';
import { enqueueReencode } from '../reencode/enqueue-reencode.ts';
import { requireRoom, roomToEncode } from '../upload/promised-room.ts';
import { sourceIdOf, videoNotFound } from '../../videos/video.ts';
import type { QueueName } from '../work/stop-jobs.ts';
import type { WorkContext } from '../work/work-context.ts';

/** What re-encoding needs. */
export type ReencodeContext = Pick<
  WorkContext,
  'videos' | 'revisions' | 'reencodes' | 'attempts' | 'sources' | 'diskRoom' | 'settings' | QueueName | 'events'
>;

/**
 * Encodes a ready video anew with today's settings, from the source as it was uploaded; where a file that was to replace it
 * has failed, from that one again. What plays goes on unchanged until the new revision is proven, then the same addresses
 * lead to it; the old one goes 24 h later.
 *
 * Comes after everything else in the queues. Throws AppError VIDEO_NOT_FOUND, VIDEO_STATE_CONFLICT (not ready, or under
 * way already), SOURCE_MISSING or DISK_FULL.
 */
export async function reencodeVideo(context: ReencodeContext, videoId: string): Promise<Reencode> {
  const { videos, reencodes, attempts, events } = context;
  const video = await videos.find(videoId);
  if (!video) throw videoNotFound(videoId);
  if (video.state !== 'ready') {
    throw new AppError('VIDEO_STATE_CONFLICT', {
      message: `The video is ${video.state}: encoding it anew is possible only while it is ready.`,
    });
  }
  const file = (await reencodes.find(videoId))?.file;
  await requireSource(context, file?.sourceId ?? sourceIdOf(video));
  const wantedBytes = roomToEncode(context, file?.sizeBytes ?? video.sizeBytes ?? 0);
  if (wantedBytes > 0) await requireRoom(context, wantedBytes, 'it is not encoded anew');
  const revisionId = newId();
  if (!(await reencodes.begin(videoId, revisionId))) {
    throw new AppError('VIDEO_STATE_CONFLICT', { message: 'The video is being encoded anew already.' });
  }
  await attempts.forgetAll(videoId);
  events.publish({ type: 'video.changed', videoId });
  await enqueueReencode(context, { videoId, revisionId });
  return (await reencodes.find(videoId)) ?? { videoId, revisionId, requestedAt: new Date() };
}

async function requireSource({ sources }: ReencodeContext, sourceId: string): Promise<void> {
  if ((await sources.storedBytes(sourceId)) !== undefined) return;
  throw new AppError('SOURCE_MISSING', {
    message: 'The file as it was uploaded is not kept any more, so the video cannot be encoded anew.',
  });
}
