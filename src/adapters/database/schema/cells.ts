import {
  bigint,
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
} from 'drizzle-orm/pg-core';

import type { Plan } from '../../../media/plan/plan.ts';
import type { RevisionSummary } from '../../../videos/revision.ts';
import { videos } from './videos.ts';

const moment = () => timestamp({ withTimezone: true, precision: 3 });

/** A plan as it was saved; only its counter of leases ever changes. */
export const revisions = pgTable(
  'revisions',
  {
    id: text().primaryKey(),
    videoId: text()
      .notNull()
      .references(() => videos.id, { onDelete: 'cascade' }),
    plan: jsonb().$type<Plan>().notNull(),
    /** The upload whose file it is cut from; null: the video's own. */
    sourceId: text(),
    /** File name of the conformed source in the video's work folder; null: the source as uploaded. */
    conformedFile: text(),
    /** Rises with every lease of a cell of this revision. */
    lastFence: bigint({ mode: 'number' }).notNull().default(0),
    /** What lists show of the plan, so that they need not read it. */
    summary: jsonb().$type<RevisionSummary>().notNull(),
    createdAt: moment().notNull().defaultNow(),
  },
  (table) => [index().on(table.videoId)],
);

/** Every cell of a revision, empty ones too: progress and what is missing are one query. */
export const cells = pgTable(
  'cells',
  {
    revisionId: text()
      .notNull()
      .references(() => revisions.id, { onDelete: 'cascade' }),
    renditionId: text().notNull(),
    segmentIndex: integer().notNull(),
    /** The newest lease of this cell; a write by an older one changes nothing. */
    fence: bigint({ mode: 'number' }).notNull().default(0),
    holder: text(),
    /** Whether a viewer waits: then nobody takes the lease over. */
    isUrgent: boolean().notNull().default(false),
    leasedUntil: moment(),
    filledAt: moment(),
    sizeBytes: integer(),
    sha256: text(),
    sampleCount: integer(),
    durationTicks: bigint({ mode: 'number' }),
    keyFrameEndBytes: integer(),
    costMs: doublePrecision(),
  },
  (table) => [primaryKey({ columns: [table.revisionId, table.renditionId, table.segmentIndex] })],
);

/** Attempts at one job that did not end well; the row goes when the job succeeds. */
export const jobAttempts = pgTable(
  'job_attempts',
  {
    videoId: text()
      .notNull()
      .references(() => videos.id, { onDelete: 'cascade' }),
    jobId: text().notNull(),
    /** Begun and neither failed nor finished: the process died meanwhile. */
    interruptions: integer().notNull().default(0),
    failures: integer().notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.videoId, table.jobId] })],
);
