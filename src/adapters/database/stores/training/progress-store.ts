import { and, asc, eq, isNull, sql } from 'drizzle-orm';

import type { ProgressRecord } from '../../../../training/progress/lesson-progress.ts';
import type { ProgressStore } from '../../../../training/progress/progress-store.ts';
import type { Database } from '../../database.ts';
import { enrolments, lessonProgress, lessons, modules } from '../../schema/index.ts';

/** Progress as rows. */
export function createProgressStore(db: Database): ProgressStore {
  const isRow = (personId: string, lessonId: string) =>
    and(eq(lessonProgress.personId, personId), eq(lessonProgress.lessonId, lessonId));
  return {
    async find(personId, lessonId) {
      const [row] = await db.select().from(lessonProgress).where(isRow(personId, lessonId));
      return row && toRecord(row);
    },
    async save(personId, lessonId, record) {
      const values = { ...record, completedAt: record.completedAt ?? null };
      const rows =
        record.version === 1
          ? await db
              .insert(lessonProgress)
              .values({ personId, lessonId, ...values })
              .onConflictDoNothing()
              .returning({ version: lessonProgress.version })
          : await db
              .update(lessonProgress)
              .set(values)
              .where(and(isRow(personId, lessonId), eq(lessonProgress.version, record.version - 1)))
              .returning({ version: lessonProgress.version });
      return rows.length > 0;
    },
    async watchers(lessonId, courseId) {
      const rows = await db
        .select({ personId: enrolments.personId, row: lessonProgress })
        .from(enrolments)
        .leftJoin(
          lessonProgress,
          and(eq(lessonProgress.personId, enrolments.personId), eq(lessonProgress.lessonId, lessonId)),
        )
        .where(eq(enrolments.courseId, courseId))
        .orderBy(asc(enrolments.enrolledAt), asc(enrolments.personId));
      return rows.map(({ personId, row }) => ({ personId, ...(row && { record: toRecord(row) }) }));
    },
    async lessonWatches(courseId) {
      return await db
        .select({
          lessonId: lessons.id,
          title: lessons.title,
          begun: sql<number>`count(${enrolments.personId})::int`,
          completed: sql<number>`(count(${enrolments.personId}) filter (where ${lessonProgress.completedAt} is not null))::int`,
          meanCoveragePercent: sql<number>`coalesce(round(avg(${lessonProgress.coveragePercent})
            filter (where ${enrolments.personId} is not null)::numeric, 1), 0)::float8`,
        })
        .from(lessons)
        .innerJoin(modules, eq(modules.id, lessons.moduleId))
        .leftJoin(lessonProgress, eq(lessonProgress.lessonId, lessons.id))
        // Who has left the course is not counted any more.
        .leftJoin(
          enrolments,
          and(eq(enrolments.courseId, lessons.courseId), eq(enrolments.personId, lessonProgress.personId)),
        )
        .where(and(eq(lessons.courseId, courseId), isNull(lessons.deletedAt), isNull(modules.deletedAt)))
        .groupBy(lessons.id, modules.id)
        .orderBy(asc(modules.position), asc(modules.id), asc(lessons.position), asc(lessons.id));
    },
  };
}

function toRecord(row: typeof lessonProgress.$inferSelect): ProgressRecord {
  const { positionSeconds, played, coveragePercent, allowanceSeconds, completedAt, reportedAt, version } = row;
  return {
    ...{ positionSeconds, played, coveragePercent, allowanceSeconds, reportedAt, version },
    ...(completedAt !== null && { completedAt }),
  };
}
