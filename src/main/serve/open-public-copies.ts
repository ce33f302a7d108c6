import { systemClock } from '../../adapters/clock/system-clock.ts';
import { createPublicCopyStore } from '../../adapters/database/stores/public-copy-store.ts';
import type { Config } from '../../config/settings.ts';
import { keepPublicCopies } from '../../pipeline/public-copy/keep-public-copies.ts';
import type { WorkContext } from '../../pipeline/work/work-context.ts';
import type { OpenStores } from './open-stores.ts';

const LOOK_EVERY_MS = 60_000;

/** Public copies, looked after while the process runs. */
export interface PublicCopies {
  /** Looks after them now, when something was told of a video, and each minute. */
  start(): void;
  /** Ends between two objects. */
  stop(): Promise<void>;
}

/** Public copies by PUBLIC_MEDIA_URL; without it, those of an earlier setting are deleted. */
export function openPublicCopies(
  config: Config,
  { objects, events, videos, logger }: WorkContext,
  { database, copyAlone }: Pick<OpenStores, 'database' | 'copyAlone'>,
): PublicCopies {
  const isWanted = config.publicMediaUrl !== undefined;
  const stopping = new AbortController();
  const { signal } = stopping;
  const context = { copies: createPublicCopyStore(database.db), videos, objects, events, logger, isWanted, signal };
  let running: Promise<void> | undefined;
  let isToldMeanwhile = false;
  const look = (): void => {
    isToldMeanwhile = true;
    running ??= (async () => {
      while (isToldMeanwhile && !signal.aborted) {
        isToldMeanwhile = false;
        await copyAlone(async () => await keepPublicCopies(context));
      }
    })()
      .catch((error: unknown) => logger.error({ err: error }, 'could not look after public copies'))
      .finally(() => (running = undefined));
  };
  const stops: Array<() => void> = [];
  return {
    start() {
      if (config.s3Bucket === undefined) return;
      look();
      stops.push(
        systemClock.every(LOOK_EVERY_MS, look),
        events.subscribe(({ type }) => {
          if (type === 'video.ready' || type === 'video.changed') look();
        }),
      );
    },
    async stop() {
      stopping.abort();
      for (const each of stops) each();
      await running;
    },
  };
}
