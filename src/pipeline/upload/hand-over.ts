import { newId } from '../../kernel/ids.ts';
import { revisionPrefixes } from '../../videos/revision.ts';
import { enqueueReencode } from '../reencode/enqueue-reencode.ts';
import { sweepRetired } from '../reencode/sweep-retired.ts';
import { enqueueMissing } from '../work/enqueue-missing.ts';
import { type QueueName, stopJobs } from '../work/stop-jobs.ts';
import type { WorkContext } from '../work/work-context.ts';

/** What handing over needs. */
export type HandOverContext = Pick<
  WorkContext,
  | 'replacements'
  | 'reencodes'
  | 'revisions'
  | 'videos'
  | 'attempts'
  | 'objects'
  | 'sources'
  | 'events'
  | 'logger'
  | QueueName
>;

/**
 * Makes the file of a whole upload the next one of the video it is to replace, whose id and addresses stay: beside what plays
 * where that video is ready, else from the beginning. False: there is no such video any more.
 *
 * The row comes first. A crash after it is made good by upkeep, which looks for work and for files that nobody needs.
 */
export async function handOver(context: HandOverContext, uploadId: string, sizeBytes: number): Promise<boolean> {
  const handed = await context.replacements.handOver(uploadId, sizeBytes, newId());
  if (!handed) return false;
  const { videoId } = handed;
  context.events.publish({ type: 'video.deleted', videoId: uploadId });
  context.events.publish({ type: 'video.changed', videoId });
  // Jobs that read the file before it.
  await stopJobs(context, videoId);
  await context.attempts.forgetAll(videoId);
  if (handed.kind === 'anew') {
    const { revisionBefore } = handed;
    if (revisionBefore !== undefined) {
      await context.objects.deletePrefix(revisionPrefixes(videoId, revisionBefore).prefix);
    }
    await enqueueMissing(context, videoId);
  } else {
    await enqueueReencode(context, handed);
  }
  await sweepRetired(context, Date.now());
  return true;
}
