import { boolean, doublePrecision, integer, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core';

import type { RunningJob } from '../../../pipeline/work/worker-store.ts';

const moment = () => timestamp({ withTimezone: true, precision: 3 });

/** Processes that take jobs, as they told of themselves last. */
export const workers = pgTable('workers', {
  id: text().primaryKey(),
  name: text().notNull(),
  kind: text().$type<'server' | 'worker'>().notNull(),
  version: text().notNull(),
  startedAt: moment().notNull(),
  seenAt: moment().notNull(),
  encodersAtOnce: integer().notNull(),
  loadPerCore: doublePrecision().notNull(),
  isDraining: boolean().notNull(),
  isOutOfRoom: boolean().notNull().default(false),
  jobs: jsonb().$type<RunningJob[]>().notNull(),
});
