import { setTimeout as wait } from 'node:timers/promises';

import type { WorkContext } from './work-context.ts';

/** How often the disk is looked at while the work waits for room. */
const LOOK_EVERY_MS = 2_000;

type RoomContext = Pick<WorkContext, 'diskRoom' | 'settings'>;

/**
 * Whether there is room to go on with videos: half of the reserve that uploads leave. New uploads are refused before that,
 * so that what is under way has the rest.
 */
export async function hasWorkRoom({ diskRoom, settings }: RoomContext): Promise<boolean> {
  return (await diskRoom()) >= settings.diskReserveBytes / 2;
}

/**
 * Largest file that a rewritten source may become: what is left until work waits. It is never 0, which would be no limit: a
 * file that gets larger is DISK_FULL.
 */
export async function roomToRewrite({ diskRoom, settings }: RoomContext): Promise<number> {
  return Math.max(1, Math.floor((await diskRoom()) - settings.diskReserveBytes / 2));
}

/**
 * Waits while the disk is nearly full, and says so; the work goes on by itself. Where other machines may have room, the job
 * is left to them. False: it was not waited for, or stopped meanwhile.
 */
export async function waitForRoom(
  context: RoomContext & Pick<WorkContext, 'logger'>,
  jobId: string,
  signal: AbortSignal,
): Promise<boolean> {
  if (await hasWorkRoom(context)) return true;
  if (context.settings.hasOthers) return false;
  context.logger.warn({ job: jobId }, 'the disk is nearly full: work waits until there is room');
  while (!signal.aborted) {
    await wait(LOOK_EVERY_MS, undefined, { signal, ref: false }).catch(() => undefined);
    if (!signal.aborted && (await hasWorkRoom(context))) {
      context.logger.info({ job: jobId }, 'there is room again: work goes on');
      return true;
    }
  }
  return false;
}
