import { existsSync } from 'node:fs';

import type { PGlite } from '@electric-sql/pglite';

import type { Database } from '../../adapters/database/database.ts';
import { openEmbeddedDatabase } from '../../adapters/database/embedded/open-embedded.ts';
import { openPostgresDatabase } from '../../adapters/database/postgres/open-postgres.ts';
import { holdUpkeepLock } from '../../adapters/database/postgres/hold-upkeep-lock.ts';
import { requireSameTables } from '../../adapters/database/postgres/require-same-tables.ts';
import { takeServerLock } from '../../adapters/database/postgres/take-server-lock.ts';
import { openPostgresEventBus } from '../../adapters/event-bus/postgres-event-bus.ts';
import { createProcessEventBus } from '../../adapters/event-bus/process-event-bus.ts';
import { openRedisEventBus } from '../../adapters/event-bus/redis-event-bus.ts';
import { openEmbeddedQueues } from '../../adapters/job-queue/open-embedded-queues.ts';
import { openPostgresQueues } from '../../adapters/job-queue/open-postgres-queues.ts';
import { openRedisQueues } from '../../adapters/job-queue/open-redis-queues.ts';
import type { QueueStorage } from '../../adapters/job-queue/queue-storage.ts';
import { createFolderObjectStore } from '../../adapters/object-store/folder-object-store.ts';
import { withFallback } from '../../adapters/object-store/with-fallback.ts';
import { probeObjectStore } from '../../adapters/object-store/probe-object-store.ts';
import type { FileStore } from '../../adapters/object-store/s3/store-file.ts';
import type { Config } from '../../config/settings.ts';
import type { LecternEvent } from '../../events/lectern-event.ts';
import { newId } from '../../kernel/ids.ts';
import type { Logger } from '../../kernel/logger.ts';
import type { EventBus } from '../../ports/event-bus.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import type { PartUploads } from '../../ports/part-uploads.ts';
import { openS3 } from './open-s3.ts';

/** What a process is for: it answers requests and works, or it only works. */
export type ProcessKind = 'server' | 'worker';

/** Where everything is kept: in the embedded engines, or in those that the settings name. */
export interface OpenStores {
  /** `pglite` where the database is the embedded one. */
  readonly database: { readonly db: Database; readonly pglite?: PGlite };
  readonly queues: QueueStorage;
  readonly events: EventBus<LecternEvent>;
  readonly objects: ObjectStore;
  /** Where sources lie beside the objects; undefined: on this machine's disk. */
  readonly sourceStore?: (ObjectStore & FileStore & { readonly parts: PartUploads }) | undefined;
  /** Does what one process at a time may do, unless another is at it. */
  upkeepAlone(work: () => Promise<void>): Promise<unknown>;
  /** The same for public copies, which may take minutes. */
  copyAlone(work: () => Promise<void>): Promise<unknown>;
  /** Throws AppError VERSION_MISMATCH when the tables have changed since they were opened. */
  requireSameTables(): Promise<void>;
  /** What `/readyz` asks of those that are neither embedded nor the database; each throws when it is away. */
  readonly checks: Readonly<Record<string, () => Promise<unknown>>>;
  /** Ends every request to the bucket at once: one that is away must not keep the process. */
  cutObjects(): void;
  /** What was opened last is closed first. */
  close(): Promise<void>;
}

/**
 * Opens all of them, or none. Each of DATABASE_URL, REDIS_URL and S3_BUCKET counts by itself.
 *
 * Throws AppError DATA_IN_USE, DATABASE_*, REDIS_UNREACHABLE or S3_*.
 */
export async function openStores(
  config: Config,
  folders: { readonly database: string; readonly media: string },
  logger: Logger,
  kind: ProcessKind = 'server',
): Promise<OpenStores> {
  const closers: Array<() => Promise<void> | void> = [];
  const close = async (): Promise<void> => {
    for (const each of closers.splice(0).toReversed()) await each();
  };
  try {
    const { checks, cutObjects, ...objects } = await openObjects(config, folders.media, closers);
    const tables = await openTables(config, folders.database, logger, closers, kind);
    const { check } = tables.queues;
    return { ...objects, ...tables, cutObjects, checks: { ...(check && { redis: check }), ...checks }, close };
  } catch (error) {
    await close();
    throw error;
  }
}

type Closers = Array<() => Promise<void> | void>;
type Tables = Pick<OpenStores, 'database' | 'queues' | 'events' | 'upkeepAlone' | 'copyAlone' | 'requireSameTables'>;

async function openTables(
  config: Config,
  folder: string,
  logger: Logger,
  closers: Closers,
  kind: ProcessKind,
): Promise<Tables> {
  const { databaseUrl, databaseConnections, redisUrl } = config;
  if (databaseUrl === undefined) {
    const embedded = await openEmbeddedDatabase({ folder, logger });
    closers.push(() => embedded.close());
    // Nobody else has these tables.
    const run = (work: () => Promise<void>) => work();
    const alone = { upkeepAlone: run, copyAlone: run, requireSameTables: async () => {} };
    const opened = { database: embedded, ...alone };
    if (redisUrl !== undefined) return { ...opened, ...(await openInRedis(redisUrl, logger, closers)) };
    const queues = await openEmbeddedQueues(embedded.pglite);
    closers.push(() => queues.close());
    return { ...opened, queues, events: createProcessEventBus(logger) };
  }
  const postgres = await openPostgresDatabase({
    url: databaseUrl,
    connections: databaseConnections,
    logger,
    // A worker finds the tables as the servers made them, or does not begin.
    ...(kind === 'worker' && { migrations: 'none' }),
  });
  const { pool } = postgres;
  closers.push(() => postgres.close());
  await requireSameTables(pool);
  closers.push(await takeServerLock(pool, logger, { isShared: config.s3Bucket !== undefined }));
  const database = {
    database: postgres,
    upkeepAlone: (work: () => Promise<void>) => holdUpkeepLock(pool, work),
    copyAlone: (work: () => Promise<void>) => holdUpkeepLock(pool, work, 'public copies'),
    requireSameTables: () => requireSameTables(pool),
  };
  if (redisUrl !== undefined) return { ...database, ...(await openInRedis(redisUrl, logger, closers)) };
  const queues = await openPostgresQueues(pool, logger);
  closers.push(() => queues.close());
  const events = await openPostgresEventBus<LecternEvent>(pool, logger);
  closers.push(() => events.close());
  return { ...database, queues, events };
}

async function openInRedis(
  url: string,
  logger: Logger,
  closers: Closers,
): Promise<Pick<OpenStores, 'queues' | 'events'>> {
  const queues = await openRedisQueues(url, logger);
  closers.push(() => queues.close());
  const events = await openRedisEventBus<LecternEvent>(url, logger);
  closers.push(() => events.close());
  return { queues, events };
}

async function openObjects(
  config: Config,
  folder: string,
  closers: Closers,
): Promise<Pick<OpenStores, 'objects' | 'sourceStore' | 'checks' | 'cutObjects'>> {
  const store = openS3(config);
  if (!store) return { objects: createFolderObjectStore(folder), checks: {}, cutObjects: () => {} };
  closers.push(() => store.close());
  await probeObjectStore(store, newId());
  const check = { s3: async () => await store.stat('probes/none') };
  // What `lectern migrate-storage` has not copied yet, or not deleted.
  const cutObjects = (): void => store.cut();
  if (!existsSync(folder)) return { objects: store, sourceStore: store, checks: check, cutObjects };
  const both = withFallback(store, createFolderObjectStore(folder));
  return { objects: both, sourceStore: both, checks: check, cutObjects };
}
