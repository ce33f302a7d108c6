import { and, asc, eq, inArray, sql } from 'drizzle-orm';

import type { EnrolmentLink, EnrolmentStore } from '../../../../training/enrolment/enrolment-store.ts';
import type { Database } from '../../database.ts';
import { courses, enrolmentLinks, enrolments } from '../../schema/index.ts';

/** Enrolments and links as rows. */
export function createEnrolmentStore(db: Database): EnrolmentStore {
  return {
    async enrol(courseIds, personIds) {
      if (courseIds.length === 0 || personIds.length === 0) return [];
      // Courses may have gone since somebody was invited to them.
      const found = await db
        .select({ id: courses.id })
        .from(courses)
        .where(and(inArray(courses.id, [...courseIds]), eq(courses.isPurging, false)));
      const rows = found.flatMap(({ id }) => personIds.map((personId) => ({ courseId: id, personId })));
      if (rows.length === 0) return [];
      const added = await db
        .insert(enrolments)
        .values(rows)
        .onConflictDoNothing()
        .returning({ personId: enrolments.personId });
      return [...new Set(added.map(({ personId }) => personId))];
    },
    async unenrol(courseId, personId) {
      const rows = await db
        .delete(enrolments)
        .where(and(eq(enrolments.courseId, courseId), eq(enrolments.personId, personId)))
        .returning({ personId: enrolments.personId });
      return rows.length > 0;
    },
    async list(courseId, { limit, cursor }) {
      const [, ms, afterId] = /^(\d{1,15})_([\w-]+)$/.exec(cursor ?? '') ?? [];
      const isAfter =
        ms && afterId
          ? sql`(${enrolments.enrolledAt}, ${enrolments.personId}) > (${new Date(Number(ms)).toISOString()}::timestamptz, ${afterId})`
          : undefined;
      const ofCourse = sql`from lesson_progress p join lessons l on l.id = p.lesson_id
        where l.course_id = enrolments.course_id and p.person_id = enrolments.person_id`;
      const rows = await db
        .select({
          personId: enrolments.personId,
          enrolledAt: enrolments.enrolledAt,
          completedLessons: sql<number>`(select count(*)::int ${ofCourse}
            and p.completed_at is not null and l.is_published and l.deleted_at is null)`,
          lastActiveMs: sql<number | null>`(select extract(epoch from max(p.reported_at))::float8 * 1000 ${ofCourse})`,
        })
        .from(enrolments)
        .where(and(eq(enrolments.courseId, courseId), isAfter))
        .orderBy(asc(enrolments.enrolledAt), asc(enrolments.personId))
        .limit(limit + 1);
      const people = rows.slice(0, limit).map(({ lastActiveMs, ...row }) => ({
        ...row,
        ...(lastActiveMs !== null && { lastActiveAt: new Date(lastActiveMs) }),
      }));
      const last = people.at(-1);
      const nextCursor = rows.length > limit && last && `${last.enrolledAt.getTime()}_${last.personId}`;
      return { people, ...(nextCursor && { nextCursor }) };
    },
    async links(courseId) {
      const rows = await db
        .select()
        .from(enrolmentLinks)
        .where(eq(enrolmentLinks.courseId, courseId))
        .orderBy(asc(enrolmentLinks.createdAt), asc(enrolmentLinks.id));
      return rows.map(toLink);
    },
    async addLink(link) {
      await db.insert(enrolmentLinks).values(link);
    },
    async findLink(token) {
      const [row] = await db.select().from(enrolmentLinks).where(eq(enrolmentLinks.token, token));
      return row && toLink(row);
    },
    async removeLink(courseId, id) {
      const rows = await db
        .delete(enrolmentLinks)
        .where(and(eq(enrolmentLinks.courseId, courseId), eq(enrolmentLinks.id, id)))
        .returning({ id: enrolmentLinks.id });
      return rows.length > 0;
    },
  };
}

function toLink({ expiresAt, ...row }: typeof enrolmentLinks.$inferSelect): EnrolmentLink {
  return { ...row, ...(expiresAt !== null && { expiresAt }) };
}
