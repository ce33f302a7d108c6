import { doublePrecision, index, integer, jsonb, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';

import type { PlayedRange } from '../../../../training/progress/played-ranges.ts';
import { courses } from './courses.ts';
import { lessons } from './lessons.ts';

const moment = () => timestamp({ withTimezone: true, precision: 3 });

/** Who takes which course. */
export const enrolments = pgTable(
  'enrolments',
  {
    courseId: text()
      .notNull()
      .references(() => courses.id, { onDelete: 'cascade' }),
    personId: text().notNull(),
    enrolledAt: moment().notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.courseId, table.personId] }), index().on(table.personId)],
);

/** Links by which whoever has one may enrol. Kept as they are, so that they can be shown again. */
export const enrolmentLinks = pgTable(
  'enrolment_links',
  {
    id: text().primaryKey(),
    token: text().notNull().unique(),
    courseId: text()
      .notNull()
      .references(() => courses.id, { onDelete: 'cascade' }),
    createdAt: moment().notNull().defaultNow(),
    expiresAt: moment(),
  },
  (table) => [index().on(table.courseId)],
);

/** How far somebody is in a lesson. It stays when they leave the course. */
export const lessonProgress = pgTable(
  'lesson_progress',
  {
    personId: text().notNull(),
    lessonId: text()
      .notNull()
      .references(() => lessons.id, { onDelete: 'cascade' }),
    positionSeconds: doublePrecision().notNull().default(0),
    /** What was really played: sorted, apart from each other. */
    played: jsonb().$type<readonly PlayedRange[]>().notNull().default([]),
    coveragePercent: doublePrecision().notNull().default(0),
    /** Seconds of the video that may be credited beyond the time since the last report. */
    allowanceSeconds: doublePrecision().notNull().default(0),
    completedAt: moment(),
    reportedAt: moment().notNull(),
    /** Rises with every change: of two reports at the same moment none is lost. */
    version: integer().notNull().default(1),
  },
  (table) => [primaryKey({ columns: [table.personId, table.lessonId] }), index().on(table.lessonId)],
);
