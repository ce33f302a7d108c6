import type { FastifyPluginCallback } from 'fastify';

import type { AuditLog } from '../../accounts/audit-log.ts';
import type { Config } from '../../config/settings.ts';
import type { WorkContext } from '../../pipeline/work/work-context.ts';
import type { WorkerStore } from '../../pipeline/work/worker-store.ts';
import type { AdminVideoPage, AdminVideoQuery } from '../../videos/overview/admin-videos.ts';
import type { AdminCounts, StorageFigures } from '../../videos/overview/installation-figures.ts';
import type { ReadinessChecks } from '../health.ts';

/** Figures and lists that are read from the tables for administrators only; `main` joins the queries. */
export interface AdminQueries {
  listVideos(query: AdminVideoQuery): Promise<AdminVideoPage>;
  counts(): Promise<AdminCounts>;
  storage(): Promise<StorageFigures>;
}

/** How full a queue is. */
interface QueueDepth {
  readonly name: string;
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  readonly oldestSeconds?: number;
}

/** What the administration stands on. */
export interface AdminContext {
  readonly work: WorkContext;
  readonly queries: AdminQueries;
  readonly workers: Pick<WorkerStore, 'list'>;
  readonly readQueues: () => Promise<readonly QueueDepth[]>;
  readonly readiness: ReadinessChecks;
  readonly audit: Pick<AuditLog, 'record'>;
  readonly config: Config;
  readonly version: string;
  /** The board of the queues, which brings routes and pages of its own; undefined: none. */
  readonly queueBoard?: FastifyPluginCallback;
}
