import { systemClock } from '../../adapters/clock/system-clock.ts';
import type { WorkContext } from '../../pipeline/work/work-context.ts';
import { hasWorkRoom } from '../../pipeline/work/work-room.ts';

const LOOK_EVERY_MS = 2_000;

/** Keeps a machine whose disk is nearly full from taking jobs that others have room for. */
export interface RoomWatch {
  readonly isOutOfRoom: () => boolean;
  /** Looks at once, then from time to time. The queues must be at work. */
  start(): Promise<void>;
  stop(): void;
}

/** Pauses every queue of this process while its disk is nearly full, says so, and goes on by itself. */
export function createRoomWatch(context: WorkContext): RoomWatch {
  const { logger, videoJobs, longJobs, cellJobs, urgentJobs } = context;
  let isOut = false;
  let stop: (() => void) | undefined;
  const look = async (): Promise<void> => {
    const isNowOut = !(await hasWorkRoom(context));
    if (isNowOut === isOut) return;
    isOut = isNowOut;
    if (isOut) logger.warn('the disk is nearly full: this process takes no jobs until there is room');
    else logger.info('there is room again: this process takes jobs');
    await Promise.all([videoJobs, longJobs, cellJobs, urgentJobs].map((queue) => queue.setPaused(isOut)));
  };
  const lookSafely = async (): Promise<void> => {
    await look().catch((error: unknown) => logger.error({ err: error }, 'could not look at the room on the disk'));
  };
  return {
    isOutOfRoom: () => isOut,
    async start() {
      await lookSafely();
      stop = systemClock.every(LOOK_EVERY_MS, () => void lookSafely());
    },
    stop: () => stop?.(),
  };
}
