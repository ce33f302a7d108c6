import { AppError } from '../../kernel/app-error.ts';
import { sweepRetired } from '../reencode/sweep-retired.ts';
import { stopJobs } from '../work/stop-jobs.ts';
import type { ReencodeContext } from './reencode-video.ts';
import type { WorkContext } from '../work/work-context.ts';

/**
 * Stops encoding a ready video anew, or forgets that it failed; what plays stays, and a file that was to replace it goes.
 * Throws AppError VIDEO_STATE_CONFLICT when there is nothing of the kind.
 */
export async function cancelReencode(
  context: ReencodeContext & Pick<WorkContext, 'objects' | 'replacements' | 'logger'>,
  videoId: string,
): Promise<void> {
  const active = await context.reencodes.find(videoId);
  if (!active || !(await context.reencodes.abandon(videoId, active.revisionId))) {
    throw new AppError('VIDEO_STATE_CONFLICT', { message: 'The video is not being encoded anew.' });
  }
  context.events.publish({ type: 'video.changed', videoId });
  await stopJobs(context, videoId);
  await sweepRetired(context, Date.now());
}
