import os from 'node:os';

import { systemClock } from '../../adapters/clock/system-clock.ts';
import type { Logger } from '../../kernel/logger.ts';
import type { WorkerStore } from '../../pipeline/work/worker-store.ts';
import { packageVersion } from '../package-version.ts';
import type { RunningJobs } from './running-jobs.ts';

const EVERY_MS = 5_000;

/** Tells the others that this process lives, and what it does. */
export interface Heartbeat {
  start(): Promise<void>;
  /** It takes no more jobs. */
  drain(): Promise<void>;
  leave(): Promise<void>;
}

/** Writes this process's row every 5 s; a database that is away is told of once. */
export function createHeartbeat(
  workers: WorkerStore,
  running: RunningJobs,
  self: {
    readonly id: string;
    readonly kind: 'server' | 'worker';
    readonly encodersAtOnce: number;
    readonly logger: Logger;
    readonly isOutOfRoom: () => boolean;
  },
): Heartbeat {
  const { id, kind, encodersAtOnce, logger } = self;
  const startedAt = new Date();
  let isDraining = false;
  let isTold = false;
  let beating: Promise<void> | undefined;
  let stop: (() => void) | undefined;
  const write = async (): Promise<void> => {
    const loadPerCore = (os.loadavg()[0] ?? 0) / os.availableParallelism();
    const what = { id, name: os.hostname(), kind, version: packageVersion(), startedAt, encodersAtOnce };
    try {
      await workers.beat({ ...what, loadPerCore, isDraining, isOutOfRoom: self.isOutOfRoom(), jobs: running.list() });
      isTold = false;
    } catch (error) {
      if (!isTold) logger.warn({ err: error }, 'other processes cannot be told that this one lives');
      isTold = true;
    }
  };
  const beat = async (): Promise<void> => {
    await beating;
    await (beating = write());
  };
  return {
    async start() {
      await beat();
      stop = systemClock.every(EVERY_MS, () => void beat());
    },
    async drain() {
      stop?.();
      isDraining = true;
      if (stop) await beat();
    },
    async leave() {
      await beating;
      if (stop) await workers.leave(id).catch(() => undefined); // it is lost in 20 s
    },
  };
}
