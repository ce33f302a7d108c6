import { mkdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

import { sql } from 'drizzle-orm';
import type { FastifyInstance } from 'fastify';

import { systemClock } from '../../adapters/clock/system-clock.ts';
import { asDatabaseOutage } from '../../adapters/database/postgres/as-database-outage.ts';
import { createMediaTools } from '../../adapters/process-runner/process-media-tools.ts';
import { asRedisOutage } from '../../adapters/redis/as-redis-outage.ts';
import type { Config } from '../../config/settings.ts';
import { HeldCells } from '../../delivery/waiting/held-cells.ts';
import { createMediaServer } from '../../delivery/serve-media.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { Logger } from '../../kernel/logger.ts';
import { buildServer } from '../../http/build-server.ts';
import type { Draining } from '../../http/connections/draining.ts';
import { createCellRequests } from '../../pipeline/urgent/request-cells.ts';
import type { WorkContext } from '../../pipeline/work/work-context.ts';
import { openAdmin } from '../admin/open-admin.ts';
import { builtPagesFolder } from '../built-pages.ts';
import { requireSuitableFfmpeg } from '../suitable-ffmpeg.ts';
import { openTraining, type OpenTraining } from '../training/open-training.ts';
import { installationSecret, openPlayback } from './open-playback.ts';
import { packageVersion } from '../package-version.ts';
import { openAccounts, type OpenAccounts } from './open-accounts.ts';
import { openMetrics } from './open-metrics.ts';
import { openOriginals } from './open-originals.ts';
import { openDirectUploads, openTusUploads } from './open-uploads.ts';
import { openWork, type OpenWork } from './open-work.ts';

/** Requests that are still running when the server stops get this long: a segment for a slow line takes some seconds. */
const GRACE_MS = 8_000;

/** A player gives up on a first byte after 10 s (hls.js): it is answered before, and asks again. */
const HOLD_MS = 8_000;

/** A server that is put together and does nothing yet. */
export interface AssembledServer {
  readonly app: FastifyInstance;
  readonly draining: Draining;
  readonly work: OpenWork;
  readonly training: OpenTraining;
  readonly accounts: OpenAccounts;
}

/** A server that runs. */
export interface RunningServer extends AssembledServer {
  /** Such as `http://localhost:3000`. */
  readonly url: string;
  /** Leaves as a load balancer wants it (`drainSeconds`), answers no more, ends what runs, gives everything back. */
  stop(): Promise<void>;
}

/**
 * Starts everything in this process: database, queues, worker, uploads, API, pages.
 *
 * Throws AppError DATA_IN_USE, PORT_UNAVAILABLE, FFMPEG_MISSING or FFMPEG_UNSUITABLE.
 */
export async function startServer(
  config: Config,
  logger: Logger,
  replace?: Partial<WorkContext>,
): Promise<RunningServer> {
  const tools = replace?.tools ?? createMediaTools(config);
  const { ffmpegPath, version, confinement } = await requireSuitableFfmpeg(tools);
  logger.info({ ffmpegPath, version, confinement }, 'found FFmpeg');
  const assembled = await assembleServer(config, logger, { ...replace, tools });
  const { app, work, training } = assembled;
  try {
    await app.listen({ host: config.host, port: config.port }).catch((cause: unknown) => {
      const message = `${config.host}:${config.port} cannot be opened on this machine.`;
      throw new AppError('PORT_UNAVAILABLE', { message, cause });
    });
    await work.start();
    await training.start();
    let stopped: Promise<void> | undefined;
    const stopOnce = async (): Promise<void> => await (stopped ??= stop(assembled, config.drainSeconds));
    return { ...assembled, url: urlOf(app, config), stop: stopOnce };
  } catch (error) {
    await stop(assembled, 0);
    throw error;
  }
}

/** Opens the data folder and puts the HTTP side on top; nothing listens and no job is taken. */
export async function assembleServer(
  config: Config,
  logger: Logger,
  replace?: Partial<WorkContext>,
): Promise<AssembledServer> {
  await mkdir(config.dataFolder, { recursive: true });
  const work = await openWork(config, logger, replace);
  const { context } = work;
  const webFolder = builtPagesFolder('web');
  const held = new HeldCells({
    events: context.events,
    urgent: createCellRequests(context),
    clock: systemClock,
    cellState: async (cell) => await context.revisions.cellState(cell.videoId, cell.revisionId, cell),
    holdMs: HOLD_MS,
  });
  const secret = await installationSecret(config.secret, work.database.db);
  const accounts = await openAccounts({ config, db: work.database.db, secret, clock: systemClock, logger }).catch(
    async (error: unknown) => {
      await work.close(); // a bad LECTERN_ADMIN_PASSWORD must not leave the data folder locked
      throw error;
    },
  );
  const training = openTraining({
    db: work.database.db,
    work: context,
    accounts: accounts.forTraining,
    clock: systemClock,
    settings: { completionPercent: config.completionPercent },
  });
  accounts.context.onInvitationAccepted.push(async ({ id }, { courseIds }) => {
    await training.context.enrolments.enrol(courseIds, [id]);
  });
  const playback = openPlayback({
    secret,
    publicMediaUrl: config.publicMediaUrl,
    clock: systemClock,
    sources: {
      videos: context.videos,
      principalOf: accounts.principalOf,
      placesOf: async (videoIds, personId) => await training.context.courses.placesOf(videoIds, personId),
      videosTaughtBy: async (personId) => await training.context.courses.videosTaughtBy(personId),
    },
  });
  const readiness = {
    database: async () => await work.database.db.execute(sql`select 1`),
    ffmpeg: async () => await requireSuitableFfmpeg(context.tools),
    disk: async () => await requireRoom(context),
    ...work.checks,
  };
  const { audit } = accounts.context;
  const admin = openAdmin({ config, work, readiness, audit, version: packageVersion() });
  const metrics = openMetrics(admin);
  const originals = openOriginals(context.objects);
  const uploadHosts = { work, lessons: training.uploads, access: playback.access, audit, orOutage };
  const { app, draining } = await buildServer({
    work: context,
    media: createMediaServer({
      ...{ ...context, clock: systemClock, held, originals },
      ...{ accelPrefix: config.accelPrefix, segmentMemoryBytes: config.segmentMemoryBytes },
    }),
    originals,
    playback,
    uploads: openTusUploads(uploadHosts),
    directUploads: await openDirectUploads(uploadHosts, config.directUploads === 'yes'),
    readiness,
    admin,
    metrics,
    outageOf,
    identify: accounts.identify,
    accounts: { ...accounts.routes, mayEditCourses: training.mayEditAll },
    trustedProxies: config.trustedProxies,
    host: config.host,
    mediaOrigin: config.publicMediaUrl && new URL(config.publicMediaUrl).origin,
    training: { context: training.context, publicUrl: config.publicUrl },
    version: packageVersion(),
    ...(webFolder !== undefined && { webFolder }),
  });
  app.addHook('preClose', async () => held.close());
  app.addHook('onClose', async () => {
    metrics.close();
    training.close();
    accounts.close();
  });
  return { app, draining, work, training, accounts };
}

async function stop({ app, draining, work }: AssembledServer, drainSeconds: number): Promise<void> {
  draining.begin();
  const leave = async (): Promise<void> => {
    await sleep(drainSeconds * 1000);
    const force = setTimeout(() => app.server.closeAllConnections(), GRACE_MS);
    await app.close();
    clearTimeout(force);
  };
  // Together: what is being answered still asks tables and bucket, and jobs take their time to end.
  await Promise.all([leave(), work.stopJobs()]);
  await work.close();
}

function outageOf(error: unknown): AppError | undefined {
  return asRedisOutage(error) ?? asDatabaseOutage(error);
}

/** The upload server hands on AppErrors only. */
async function orOutage<T>(work: Promise<T>): Promise<T> {
  return await work.catch((error: unknown) => {
    throw outageOf(error) ?? error;
  });
}

async function requireRoom({ diskRoom, settings }: WorkContext): Promise<void> {
  const free = await diskRoom();
  if (free < settings.diskReserveBytes) throw new Error(`${free} bytes free, wanted ${settings.diskReserveBytes}`);
}

function urlOf(app: FastifyInstance, { host }: Config): string {
  const address = app.server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const isAnywhere = host === '0.0.0.0' || host === '::' || host === '127.0.0.1';
  return `http://${isAnywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${port}`;
}
