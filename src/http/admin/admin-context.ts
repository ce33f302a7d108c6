import type { FastifyPluginCallback } from 'fastify';

import type { AuditLog } from '../../accounts/audit-log.ts';
import type { Config } from '../../config/settings.ts';
import type { WorkContext } from '../../pipeline/work/work-context.ts';
import type { WorkerStore } from '../../pipeline/work/worker-store.ts';
import type { VideoState } from '../../videos/video.ts';
import type { ReadinessChecks } from '../health.ts';

/** A video as tables know it, for the administration. */
export interface AdminVideoRow {
  readonly id: string;
  readonly title: string;
  readonly fileName: string;
  readonly state: VideoState;
  readonly isPlayable: boolean;
  readonly isStuck: boolean;
  readonly isOrphaned: boolean;
  readonly failureCode: string | null;
  readonly failureMessage: string | null;
  readonly failureDetail: string | null;
  readonly ownerId: string | null;
  readonly ownerName: string | null;
  readonly durationSeconds: number | null;
  readonly originalBytes: number;
  readonly renditionBytes: number;
  readonly percent: number;
  readonly createdAt: string;
  readonly lastMoveAt: string;
  readonly courses: readonly { readonly id: string; readonly title: string; readonly lessonId: string }[];
}

/** What filters the list of videos. */
export const VIDEO_FILTERS = ['all', 'processing', 'failed', 'stuck', 'orphaned'] as const;

/** One of them. */
export type VideoFilter = (typeof VIDEO_FILTERS)[number];

/** Figures and lists that are read from the tables for administrators only; `main` joins the queries. */
export interface AdminQueries {
  listVideos(query: {
    readonly filter: VideoFilter;
    readonly search?: string | undefined;
    readonly limit: number;
    readonly cursor?: string | undefined;
  }): Promise<{ readonly videos: readonly AdminVideoRow[]; readonly nextCursor?: string }>;
  counts(): Promise<{
    readonly videos: {
      uploading: number;
      processing: number;
      ready: number;
      failed: number;
      stuck: number;
      orphaned: number;
    };
    readonly people: { admins: number; instructors: number; students: number; deactivated: number };
    readonly courses: { published: number; drafts: number; lessons: number };
  }>;
  storage(): Promise<{
    readonly originalBytes: number;
    readonly renditionBytes: number;
    readonly attachmentBytes: number;
    readonly renditions: readonly { readonly id: string; readonly bytes: number; readonly videos: number }[];
    readonly courses: readonly {
      readonly id: string | null;
      readonly title: string | null;
      readonly isDeleted: boolean;
      readonly videos: number;
      readonly originalBytes: number;
      readonly renditionBytes: number;
      readonly attachmentBytes: number;
    }[];
  }>;
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
