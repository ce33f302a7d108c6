import os from 'node:os';
import path from 'node:path';

import { systemClock } from '../../adapters/clock/system-clock.ts';
import { createAttemptStore } from '../../adapters/database/stores/attempt-store.ts';
import { createRevisionStore } from '../../adapters/database/stores/revision-store.ts';
import { createVideoStore } from '../../adapters/database/stores/video-store.ts';
import { localDiskRoom } from '../../adapters/disk-room/local-disk-room.ts';
import { createBullmqJobQueue } from '../../adapters/job-queue/bullmq-job-queue.ts';
import { createMediaTools } from '../../adapters/process-runner/process-media-tools.ts';
import { fileSourceHead } from '../../adapters/source/file-source-head.ts';
import { localTemporaryFiles } from '../../adapters/temporary-files/local-temporary-files.ts';
import { createLocalSourceFiles } from '../../adapters/upload-server/local-source-files.ts';
import type { Config } from '../../config/settings.ts';
import type { Logger } from '../../kernel/logger.ts';
import { newId } from '../../kernel/ids.ts';
import { gridPolicyOf } from '../../media/grid/grid.ts';
import { rational } from '../../media/rational.ts';
import type { CellJob, VideoJob } from '../../pipeline/work/job.ts';
import { runCellJob, runUrgentJob, runVideoJob } from '../../pipeline/stages.ts';
import { reconcile } from '../../pipeline/upkeep/reconcile.ts';
import { Precedence } from '../../pipeline/work/precedence.ts';
import type { WorkContext, WorkSettings } from '../../pipeline/work/work-context.ts';
import { stateConflict, TRANSITIONS } from '../../videos/transitions.ts';
import { type OpenStores, openStores } from './open-stores.ts';

/** Preparing a video: little work of its own, beside the encodes. */
const VIDEO_JOBS_AT_ONCE = 2;
/** Conforming and finishing: as many, so that one long conforming does not keep others from being ready. */
const LONG_JOBS_AT_ONCE = 2;
/** Picture and sound of a seek, beside the read-ahead of the one before: a viewer who jumps about waits for neither. */
const URGENT_JOBS_AT_ONCE = 4;
const RECONCILE_EVERY_MS = 60_000;
const RETRY_DELAY_MS = 2_000;
/** Leases are renewed every 5 s. */
const SHARED_LEASE_MS = 15_000;

/** Folders under LECTERN_DATA. */
export interface DataFolders {
  readonly database: string;
  readonly uploads: string;
  /** `originals/` and `hls/`: what an object store would hold. */
  readonly media: string;
  readonly work: string;
}

/** The server's pipeline, put together and at work. */
export interface OpenWork {
  readonly context: WorkContext;
  readonly database: OpenStores['database'];
  readonly folders: DataFolders;
  readonly checks: OpenStores['checks'];
  /** Begins to take jobs, after everything that a crash left was taken up. */
  start(): Promise<void>;
  /** Stops taking jobs, ends FFmpeg, gives back leases, closes the database. */
  close(): Promise<void>;
}

/**
 * Opens the data folder for this process alone, and what the settings name beside it; `replace` puts injected faults in
 * place. Throws AppError DATA_IN_USE, DATABASE_*, REDIS_UNREACHABLE or S3_*.
 */
export async function openWork(config: Config, logger: Logger, replace: Partial<WorkContext> = {}): Promise<OpenWork> {
  const folders = dataFolders(config.dataFolder);
  const stores = await openStores(config, folders, logger);
  const { database, queues: storage, events, objects } = stores;
  const settings = workSettings(config, folders);
  // Where the database can be away for a moment, a lease that nobody could give back must not last.
  const revisions = createRevisionStore(database.db, database.pglite ? {} : { leaseMs: SHARED_LEASE_MS });
  // Nobody else works on these tables: whoever held the leases is gone.
  await revisions.releaseAllLeases();
  const context: WorkContext = {
    videos: createVideoStore(database.db, { transitions: TRANSITIONS, conflict: stateConflict }),
    revisions,
    attempts: createAttemptStore(database.db),
    objects,
    sources: createLocalSourceFiles(folders.uploads, path.join(folders.media, 'originals')),
    head: fileSourceHead,
    tools: createMediaTools(config),
    files: localTemporaryFiles,
    videoJobs: createBullmqJobQueue<VideoJob>({ name: 'videos', storage, logger }),
    longJobs: createBullmqJobQueue<VideoJob>({ name: 'long', storage, logger }),
    cellJobs: createBullmqJobQueue<CellJob>({ name: 'cells', storage, logger }),
    urgentJobs: createBullmqJobQueue<CellJob>({ name: 'urgent', storage, logger }),
    events,
    precedence: new Precedence(systemClock),
    diskRoom: localDiskRoom(config.dataFolder),
    logger,
    settings,
    ...replace,
  };
  let stopUpkeep: (() => void) | undefined;
  return {
    context,
    database,
    folders,
    checks: stores.checks,
    async start() {
      await reconcile(context, systemClock.nowMs(), true);
      context.videoJobs.work((job, signal) => runVideoJob(context, job, signal), VIDEO_JOBS_AT_ONCE);
      context.longJobs.work((job, signal) => runVideoJob(context, job, signal), LONG_JOBS_AT_ONCE);
      context.cellJobs.work((job, signal) => runCellJob(context, job, signal), settings.encodersAtOnce);
      context.urgentJobs.work((job, signal) => runUrgentJob(context, job, signal), URGENT_JOBS_AT_ONCE);
      stopUpkeep = systemClock.every(RECONCILE_EVERY_MS, () => {
        reconcile(context, systemClock.nowMs(), false).catch((error: unknown) => {
          logger.error({ err: error }, 'upkeep failed');
        });
      });
    },
    async close() {
      stopUpkeep?.();
      const { videoJobs, longJobs, cellJobs, urgentJobs } = context;
      const queues = [videoJobs, longJobs, cellJobs, urgentJobs];
      await Promise.all(queues.map((queue) => queue.stopWork()));
      await Promise.all(queues.map((queue) => queue.close()));
      await stores.close();
    },
  };
}

function dataFolders(dataFolder: string): DataFolders {
  const root = path.resolve(dataFolder);
  return {
    database: path.join(root, 'database'),
    uploads: path.join(root, 'uploads'),
    media: path.join(root, 'media'),
    work: path.join(root, 'work'),
  };
}

function workSettings(config: Config, folders: DataFolders): WorkSettings {
  return {
    policy: {
      shortSides: config.ladder,
      grid: gridPolicyOf(rational(config.segmentSeconds)),
      economy: config.economy,
    },
    limits: { maxDurationSeconds: config.maxDurationHours * 3600 },
    maxUploadBytes: config.maxUploadBytes,
    uploadExpiryMs: config.uploadExpiryHours * 3_600_000,
    diskReserveBytes: config.diskReserveBytes,
    encodersAtOnce: config.encodersAtOnce || os.availableParallelism(),
    workRoot: folders.work,
    holder: `${os.hostname()} ${process.pid} ${newId()}`,
    retryDelayMs: RETRY_DELAY_MS,
  };
}
