import { getTableColumns, sql, type SQL } from 'drizzle-orm';

import type { Course, Viewer } from '../../../../training/courses/course.ts';
import { courses } from '../../schema/index.ts';

/** How texts are made searchable: handed in, since adapters import only types from domains. */
export type SearchTextOf = (...texts: readonly string[]) => string;

/**
 * Columns of a course with the standing of whoever asks, for queries in which `courses` is joined to others or selected
 * from alone.
 */
export function courseColumns(viewerId: string | undefined) {
  return {
    ...getTableColumns(courses),
    instructorIds: INSTRUCTOR_IDS,
    isEnrolled: isEnrolled(viewerId),
  };
}

/** What the rules need to know of a course, without its texts and without who asks. */
export function standingColumns() {
  return {
    instructorIds: INSTRUCTOR_IDS,
    isPublished: courses.isPublished,
    isDeleted: sql<boolean>`courses.deleted_at is not null`,
    enrolment: courses.enrolment,
  };
}

const INSTRUCTOR_IDS = sql<string[]>`array(
  select i.instructor_id from course_instructors i where i.course_id = courses.id order by i.instructor_id)`;

/** Whether the viewer is enrolled in `courses`. */
export function isEnrolled(viewerId: string | undefined): SQL<boolean> {
  if (viewerId === undefined) return sql<boolean>`false`;
  return sql<boolean>`exists(
    select 1 from enrolments e where e.course_id = courses.id and e.person_id = ${viewerId})`;
}

/** Whether the viewer teaches `courses`; whoever sees everything edits everything. */
export function isTaughtBy({ id, seesEverything, isTeaching }: Viewer): SQL {
  if (seesEverything) return sql`true`;
  if (!isTeaching) return sql`false`;
  return sql`exists(
    select 1 from course_instructors i where i.course_id = courses.id and i.instructor_id = ${id})`;
}

/** A condition of full text search: each word begins a word of the column. */
export function matchesWords(column: SQL, words: readonly string[]): SQL | undefined {
  if (words.length === 0) return undefined;
  // Words are letters and digits only, so that none of them can be an operator.
  const query = words.map((word) => `'${word}':*`).join(' & ');
  return sql`to_tsvector('simple', ${column}) @@ to_tsquery('simple', ${query})`;
}

/** See courseColumns. */
export type CourseRow = typeof courses.$inferSelect & {
  readonly instructorIds: string[];
  readonly isEnrolled: boolean;
};

/** A row as the domain knows it. */
export function toCourse(row: CourseRow): Course {
  const { deletedAt, posterFile, searchText: _words, isPurging: _going, ...rest } = row;
  return { ...rest, isDeleted: deletedAt !== null, ...(posterFile !== null && { posterFile }) };
}
