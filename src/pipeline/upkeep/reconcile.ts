import type { Video } from '../../videos/video.ts';
import { removeFiles } from '../control/delete-video.ts';
import { tendReencodes } from '../reencode/tend-reencodes.ts';
import { enqueueMissing } from '../work/enqueue-missing.ts';
import type { WorkContext } from '../work/work-context.ts';
import { eachLogged, videosIn } from './each-video.ts';
import { helpOldest } from './help-oldest.ts';
import { lookAfterUploads } from './look-after-uploads.ts';

/** How the work is shared with other processes; by default there are none. */
export interface SharedUpkeep {
  /** Uploads end on this machine. */
  readonly hasUploads: boolean;
  /** Does what one process at a time may do, unless another is at it. */
  alone(work: () => Promise<void>): Promise<unknown>;
  /** Tells, once, that the queue was emptied from outside. */
  hasLostJobs(): Promise<boolean>;
  /** Videos that are taken up although the queues are not idle: where others make work all the time, they never are. */
  readonly oldestToTakeUp: number;
}

const ALONE: SharedUpkeep = {
  hasUploads: true,
  alone: (work) => work(),
  hasLostJobs: () => Promise.resolve(false),
  oldestToTakeUp: 0,
};

/**
 * Makes the world agree with the tables: at the start (`isStart`), and from time to time.
 *
 * Videos in work get the jobs they miss, the oldest of them goes on, whole uploads become sources, old unfinished ones go,
 * deletions are finished. Trouble with one video is logged and does not keep the others.
 */
export async function reconcile(
  context: WorkContext,
  nowMs: number,
  isStart: boolean,
  shared: SharedUpkeep = ALONE,
): Promise<void> {
  if (shared.hasUploads) await lookAfterUploads(context, nowMs);
  await shared.alone(async () => await takeUpWork(context, nowMs, isStart || (await shared.hasLostJobs()), shared));
}

async function takeUpWork(
  context: WorkContext,
  nowMs: number,
  isAnyLost: boolean,
  { oldestToTakeUp }: Pick<SharedUpkeep, 'oldestToTakeUp'>,
): Promise<void> {
  const each = eachLogged(context.logger);
  for (const videoId of await context.videos.listDeletions()) {
    await each('finish a deletion', videoId, () => removeFiles(context, videoId));
  }
  // Later on only idle queues can have lost something: asking for every job again costs time.
  const { videoJobs, longJobs, cellJobs, urgentJobs } = context;
  for (const queue of [videoJobs, longJobs, cellJobs, urgentJobs]) await queue.hastenPutOff();
  const idle = await Promise.all([videoJobs, longJobs, cellJobs].map((queue) => queue.isIdle()));
  const mayMissJobs = isAnyLost || idle.every(Boolean);
  const inWork: Video[] = [];
  for await (const video of videosIn(context, 'processing')) inWork.unshift(video);
  // The oldest first: equal jobs run in the order of asking.
  const takenUp = mayMissJobs ? inWork : inWork.slice(0, oldestToTakeUp);
  for (const { id } of takenUp) await each('take up a video', id, () => enqueueMissing(context, id));
  await each('help the oldest video', inWork[0]?.id ?? '', () => helpOldest(context, inWork));
  await each('look after encodes beside what plays', '', () => tendReencodes(context, nowMs));
}
