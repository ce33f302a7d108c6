import os from 'node:os';
import path from 'node:path';

import { systemClock } from '../../adapters/clock/system-clock.ts';
import { createAttemptStore } from '../../adapters/database/stores/attempt-store.ts';
import { createReencodeStore } from '../../adapters/database/stores/reencode-store.ts';
import { createReplacementStore } from '../../adapters/database/stores/replacement-store.ts';
import { createRevisionStore } from '../../adapters/database/stores/revision-store.ts';
import { createVideoStore } from '../../adapters/database/stores/video-store.ts';
import { createWorkerStore } from '../../adapters/database/stores/worker-store.ts';
import { localDiskRoom } from '../../adapters/disk-room/local-disk-room.ts';
import { createBullmqJobQueue } from '../../adapters/job-queue/bullmq-job-queue.ts';
import { createMediaTools } from '../../adapters/process-runner/process-media-tools.ts';
import { localTemporaryFiles } from '../../adapters/temporary-files/local-temporary-files.ts';
import type { Config } from '../../config/settings.ts';
import type { Logger } from '../../kernel/logger.ts';
import { newId } from '../../kernel/ids.ts';
import { gridPolicyOf } from '../../media/grid/grid.ts';
import { rational } from '../../media/rational.ts';
import type { PartUploads } from '../../ports/part-uploads.ts';
import type { CellJob, VideoJob } from '../../pipeline/work/job.ts';
import { runCellJob, runUrgentJob, runVideoJob } from '../../pipeline/stages.ts';
import { reconcile } from '../../pipeline/upkeep/reconcile.ts';
import { Precedence } from '../../pipeline/work/precedence.ts';
import { limitsByUploader } from '../../pipeline/upload/upload-limits.ts';
import type { WorkContext, WorkSettings } from '../../pipeline/work/work-context.ts';
import { stateConflict, TRANSITIONS } from '../../videos/transitions.ts';
import { openQueueView, type QueueView } from '../admin/open-queue-view.ts';
import { answerControl } from '../backup/answer-control.ts';
import type { WorkerStore } from '../../pipeline/work/worker-store.ts';
import { createHeartbeat } from '../worker/heartbeat.ts';
import { createRoomWatch } from '../worker/room-watch.ts';
import { RunningJobs } from '../worker/running-jobs.ts';
import { openUploaderKind } from './open-uploader-kind.ts';
import { openPublicCopies } from './open-public-copies.ts';
import { openSources } from './open-sources.ts';
import { type OpenStores, openStores, type ProcessKind } from './open-stores.ts';

/** Preparing a video: little work of its own, beside the encodes. */
const VIDEO_JOBS_AT_ONCE = 2;
/** Conforming and finishing: as many, so that one long conforming does not keep others from being ready. */
const LONG_JOBS_AT_ONCE = 2;
/** Picture and sound of a seek, beside the read-ahead of the one before: a viewer who jumps about waits for neither. */
const URGENT_JOBS_AT_ONCE = 4;
const RECONCILE_EVERY_MS = 60_000;
/** What still waits for an answer of the bucket when the process ends gets this long. */
const BUCKET_AWAY_MS = 5_000;
const RETRY_DELAY_MS = 2_000;
/** Leases are renewed every 3 s. Others get a dead worker's job 8 to 12 s later: by then its leases have ended too. */
const SHARED_LEASE_MS = 9_000;
/** Where other processes make work all the time, the queues are never idle, and yet one may have lost a job. */
const OLDEST_TO_TAKE_UP = 3;

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
  readonly workers: WorkerStore;
  /** Undefined where there is no bucket. */
  readonly partUploads: PartUploads | undefined;
  readonly requireSameTables: OpenStores['requireSameTables'];
  readonly checks: OpenStores['checks'];
  /** For administrators; undefined in a process that answers no requests. */
  readonly queueView: QueueView | undefined;
  /** Begins to take jobs, after everything that a crash left was taken up. */
  start(): Promise<void>;
  /** Stops taking jobs, ends FFmpeg, gives back leases; requests can still be answered. */
  stopJobs(): Promise<void>;
  /** That, where it was not done, and closes the database and everything else. */
  close(): Promise<void>;
}

/**
 * Opens the data folder for this process alone, and what the settings name beside it; `replace` puts injected faults in
 * place. Throws AppError DATA_IN_USE, DATABASE_*, REDIS_UNREACHABLE or S3_*.
 */
export async function openWork(
  config: Config,
  logger: Logger,
  replace: Partial<WorkContext> = {},
  kind: ProcessKind = 'server',
): Promise<OpenWork> {
  const folders = dataFolders(config.dataFolder);
  const stores = await openStores(config, folders, logger, kind);
  const { database, queues: storage, events, objects } = stores;
  // Where the database can be away for a moment, a lease that nobody could give back must not last.
  const revisions = createRevisionStore(database.db, database.pglite ? {} : { leaseMs: SHARED_LEASE_MS });
  // Nobody else works on these tables: whoever held the leases is gone.
  if (database.pglite) await revisions.releaseAllLeases();
  const tools = replace.tools ?? createMediaTools(config);
  const opened = await openSources(stores, folders, tools, logger).catch(async (error: unknown) => {
    await stores.close();
    throw error;
  });
  const settings = { ...workSettings(config, opened.workRoot), hasOthers: stores.sourceStore !== undefined };
  const context: WorkContext = {
    videos: createVideoStore(database.db, { transitions: TRANSITIONS, conflict: stateConflict }),
    revisions,
    reencodes: createReencodeStore(database.db),
    replacements: createReplacementStore(database.db),
    attempts: createAttemptStore(database.db),
    objects,
    sources: opened.sources,
    head: opened.head,
    files: localTemporaryFiles,
    videoJobs: createBullmqJobQueue<VideoJob>({ name: 'videos', storage, logger }),
    longJobs: createBullmqJobQueue<VideoJob>({ name: 'long', storage, logger }),
    cellJobs: createBullmqJobQueue<CellJob>({ name: 'cells', storage, logger }),
    urgentJobs: createBullmqJobQueue<CellJob>({ name: 'urgent', storage, logger }),
    events,
    precedence: new Precedence(systemClock),
    diskRoom: localDiskRoom(config.dataFolder),
    uploaderKind: openUploaderKind(database.db),
    logger,
    settings,
    ...replace,
    tools: opened.tools,
  };
  const publicCopies = openPublicCopies(config, context, stores);
  const workers = createWorkerStore(database.db);
  const running = new RunningJobs();
  const { holder: id, encodersAtOnce } = settings;
  const room = createRoomWatch(context);
  const { isOutOfRoom } = room;
  const heartbeat = createHeartbeat(workers, running, { id, kind, encodersAtOnce, logger, isOutOfRoom });
  const upkeep = async (isStart: boolean): Promise<void> => {
    await reconcile(context, systemClock.nowMs(), isStart, {
      hasUploads: kind === 'server',
      alone: (work) => stores.upkeepAlone(work),
      hasLostJobs: async () => (await storage.hasLostJobs?.()) ?? false,
      oldestToTakeUp: database.pglite ? 0 : OLDEST_TO_TAKE_UP,
    });
  };
  const queueView = kind === 'server' ? openQueueView(storage, systemClock) : undefined;
  let stopUpkeep: (() => void) | undefined;
  let stopControl: (() => Promise<void>) | undefined;
  const { videoJobs, longJobs, cellJobs, urgentJobs } = context;
  const queues = [videoJobs, longJobs, cellJobs, urgentJobs];
  const stopJobs = async (): Promise<void> => {
    stopUpkeep?.();
    room.stop();
    await publicCopies.stop();
    await stopControl?.();
    await heartbeat.drain();
    const giveUp = setTimeout(() => stores.cutObjects(), BUCKET_AWAY_MS);
    await Promise.all(queues.map((queue) => queue.stopWork()));
    clearTimeout(giveUp);
  };
  let jobsStopped: Promise<void> | undefined;
  return {
    context,
    database,
    folders,
    workers,
    partUploads: stores.sourceStore?.parts,
    requireSameTables: async () => await stores.requireSameTables(),
    checks: stores.checks,
    queueView,
    async start() {
      if (database.pglite) stopControl = await answerControl(config.dataFolder, database.db, logger);
      await upkeep(true);
      const onVideo = running.noting<VideoJob>((job, signal) => runVideoJob(context, job, signal));
      videoJobs.work(onVideo, VIDEO_JOBS_AT_ONCE);
      longJobs.work(onVideo, LONG_JOBS_AT_ONCE);
      cellJobs.work(
        running.noting<CellJob>((job, signal) => runCellJob(context, job, signal)),
        settings.encodersAtOnce,
      );
      urgentJobs.work(
        running.noting<CellJob>((job, signal) => runUrgentJob(context, job, signal)),
        URGENT_JOBS_AT_ONCE,
      );
      // Where others take the same jobs, a full disk here must not keep them.
      if (settings.hasOthers) await room.start();
      await heartbeat.start();
      publicCopies.start();
      stopUpkeep = systemClock.every(RECONCILE_EVERY_MS, () => {
        upkeep(false).catch((error: unknown) => {
          logger.error({ err: error }, 'upkeep failed');
        });
      });
    },
    stopJobs: async () => await (jobsStopped ??= stopJobs()),
    async close() {
      await (jobsStopped ??= stopJobs());
      await Promise.all([...queues, ...(queueView ? [queueView] : [])].map((queue) => queue.close()));
      await heartbeat.leave();
      await opened.close();
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

function uploadLimits(config: Config): WorkSettings['limits'] {
  const { instructorMaxUploadBytes: bytes, instructorMaxDurationHours: hours, instructorMaxResolution: side } = config;
  return limitsByUploader(
    {
      maxUploadBytes: config.maxUploadBytes,
      maxDurationSeconds: config.maxDurationHours * 3600,
      maxShortSide: config.maxResolution,
    },
    {
      ...(bytes !== undefined && { maxUploadBytes: bytes }),
      ...(hours !== undefined && { maxDurationSeconds: hours * 3600 }),
      ...(side !== undefined && { maxShortSide: side }),
    },
  );
}

function workSettings(config: Config, workRoot: string): WorkSettings {
  return {
    policy: {
      shortSides: config.ladder,
      grid: gridPolicyOf(rational(config.segmentSeconds)),
      economy: config.economy,
    },
    limits: uploadLimits(config),
    uploadExpiryMs: config.uploadExpiryHours * 3_600_000,
    diskReserveBytes: config.diskReserveBytes,
    encodersAtOnce: config.encodersAtOnce || os.availableParallelism(),
    workRoot,
    holder: `${os.hostname()} ${process.pid} ${newId()}`,
    retryDelayMs: RETRY_DELAY_MS,
  };
}
