import { sql } from 'drizzle-orm';
import { boolean, index, integer, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';

import type { Enrolment } from '../../../../training/enrolment/enrolment.ts';

const moment = () => timestamp({ withTimezone: true, precision: 3 });

/** One row per course, those in the bin too. */
export const courses = pgTable(
  'courses',
  {
    id: text().primaryKey(),
    title: text().notNull(),
    summary: text().notNull().default(''),
    /** Markdown. */
    description: text().notNull().default(''),
    isPublished: boolean().notNull().default(false),
    enrolment: text().$type<Enrolment>().notNull().default('list'),
    /** Rises with every change: of its words, of what modules and lessons there are, and of their order. */
    version: integer().notNull().default(1),
    /** File name of the poster in the object store; null: none. */
    posterFile: text(),
    /** Words of title and summary in lower case: what search looks at. */
    searchText: text().notNull(),
    createdAt: moment().notNull().defaultNow(),
    updatedAt: moment().notNull().defaultNow(),
    /** In the bin since. */
    deletedAt: moment(),
    /** Being deleted for good: nobody can restore it any more. */
    isPurging: boolean().notNull().default(false),
  },
  (table) => [
    index().on(table.createdAt.desc(), table.id.desc()),
    index('courses_search_index').using('gin', sql`to_tsvector('simple', ${table.searchText})`),
  ],
);

/** Who may edit a course: ids of people, or of the key that made it. */
export const courseInstructors = pgTable(
  'course_instructors',
  {
    courseId: text()
      .notNull()
      .references(() => courses.id, { onDelete: 'cascade' }),
    instructorId: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.courseId, table.instructorId] }), index().on(table.instructorId)],
);

/** Parts of a course. */
export const modules = pgTable(
  'modules',
  {
    id: text().primaryKey(),
    courseId: text()
      .notNull()
      .references(() => courses.id, { onDelete: 'cascade' }),
    title: text().notNull(),
    position: integer().notNull(),
    deletedAt: moment(),
    isPurging: boolean().notNull().default(false),
  },
  (table) => [index().on(table.courseId, table.position)],
);

/** Things that happen once in the life of an installation, such as making the demo course. */
export const milestones = pgTable('milestones', {
  name: text().primaryKey(),
  reachedAt: moment().notNull().defaultNow(),
});
