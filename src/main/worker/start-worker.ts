import { mkdir } from 'node:fs/promises';

import { systemClock } from '../../adapters/clock/system-clock.ts';
import { createMediaTools } from '../../adapters/process-runner/process-media-tools.ts';
import type { Config } from '../../config/settings.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { Logger } from '../../kernel/logger.ts';
import type { WorkContext } from '../../pipeline/work/work-context.ts';
import type { WorkerStore } from '../../pipeline/work/worker-store.ts';
import { packageVersion } from '../package-version.ts';
import { openWork } from '../serve/open-work.ts';
import { requireSuitableFfmpeg } from '../suitable-ffmpeg.ts';

const CHECK_EVERY_MS = 5_000;

/** A worker that takes jobs. */
export interface RunningWorker {
  readonly encodersAtOnce: number;
  /** Rejects with AppError VERSION_MISMATCH when the servers were upgraded: this worker has no business any more. */
  readonly outdated: Promise<never>;
  /** Takes no more jobs, gives back what it has in hand, and closes everything. */
  stop(): Promise<void>;
}

/**
 * Takes jobs of the servers that share a database and a bucket; it listens on no port.
 *
 * Throws AppError WORKER_UNSUITABLE, VERSION_MISMATCH, FFMPEG_*, DATABASE_*, REDIS_UNREACHABLE or S3_*.
 */
export async function startWorker(
  config: Config,
  logger: Logger,
  replace: Partial<WorkContext> = {},
): Promise<RunningWorker> {
  if (config.databaseUrl === undefined || config.s3Bucket === undefined) {
    const missing = config.databaseUrl === undefined ? 'DATABASE_URL' : 'S3_BUCKET';
    throw new AppError('WORKER_UNSUITABLE', { message: `${missing} is not set, so there is nothing to share.` });
  }
  await mkdir(config.dataFolder, { recursive: true });
  const tools = replace.tools ?? createMediaTools(config);
  const { version, confinement } = await requireSuitableFfmpeg(tools);
  const work = await openWork(config, logger, { ...replace, tools }, 'worker');
  const { encodersAtOnce } = work.context.settings;
  try {
    await requireVersionOfServers(work.workers);
    await work.start();
  } catch (error) {
    await work.close();
    throw error;
  }
  logger.info({ encodersAtOnce, ffmpeg: version, confinement }, 'takes jobs');
  let stopChecking = (): void => undefined;
  const outdated = new Promise<never>((_resolve, reject) => {
    stopChecking = systemClock.every(CHECK_EVERY_MS, () => {
      Promise.all([work.requireSameTables(), requireVersionOfServers(work.workers)]).catch((error: unknown) => {
        // A database that is away says nothing of its version.
        if (error instanceof AppError && error.code === 'VERSION_MISMATCH') reject(error);
      });
    });
  });
  outdated.catch(() => undefined); // it may be that nobody waits for it
  return {
    encodersAtOnce,
    outdated,
    async stop() {
      stopChecking();
      await work.close();
    },
  };
}

/** What one version plans, another may encode otherwise: cells would not fit their init. */
async function requireVersionOfServers(workers: WorkerStore): Promise<void> {
  const own = packageVersion();
  const servers = (await workers.list()).filter(({ kind, isLost }) => kind === 'server' && !isLost);
  // While servers are upgraded one by one, those of either version have work for their own.
  if (servers.length === 0 || servers.some(({ version }) => version === own)) return;
  const message = `The servers run Lectern ${servers[0]?.version}, this worker is ${own}.`;
  throw new AppError('VERSION_MISMATCH', { message, retry: 'later' });
}
