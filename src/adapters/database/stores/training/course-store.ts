import { and, desc, eq, isNull, lt, or, sql, type SQL } from 'drizzle-orm';

import type {
  CourseCover,
  CourseFigures,
  CourseScope,
  TeachingFigures,
  Viewer,
} from '../../../../training/courses/course.ts';
import type { CourseQuery, CourseStore } from '../../../../training/courses/course-store.ts';
import { type Database, rowsOf } from '../../database.ts';
import { courseInstructors, courses, lessons, milestones } from '../../schema/index.ts';
import { copyCourse } from './copy-course.ts';
import { courseColumns, isEnrolled, isTaughtBy, matchesWords, type SearchTextOf, toCourse } from './course-rows.ts';
import { createVideoPlaces } from './video-places.ts';

/** Courses as rows. */
export function createCourseStore(db: Database, searchTextOf: SearchTextOf): CourseStore {
  return {
    async create({ id, title, instructorIds }) {
      await db.transaction(async (tx) => {
        await tx.insert(courses).values({ id, title, searchText: searchTextOf(title) });
        if (instructorIds.length > 0) await tx.insert(courseInstructors).values(instructorRows(id, instructorIds));
      });
    },
    async find(id, viewerId) {
      const [row] = await db
        .select(courseColumns(viewerId))
        .from(courses)
        .where(and(eq(courses.id, id), eq(courses.isPurging, false)));
      return row && toCourse(row);
    },
    async list(query) {
      const rows = await db
        .select(courseColumns(query.viewer.id))
        .from(courses)
        .where(listConditions(query))
        .orderBy(desc(courses.createdAt), desc(courses.id))
        .limit(query.limit + 1);
      const page = rows.slice(0, query.limit);
      const last = page.at(-1);
      const nextCursor = rows.length > page.length && last && `${last.createdAt.getTime()}_${last.id}`;
      return { courses: page.map(toCourse), ...(nextCursor && { nextCursor }) };
    },
    async figures(courseIds, personId = '') {
      const found = new Map<string, CourseFigures>();
      if (courseIds.length === 0) return found;
      for (const { courseId, continueLessonId, cover, publishedCover, ...figures } of rowsOf<FiguresRow>(
        await db.execute(figuresQuery(courseIds, personId)),
      )) {
        found.set(courseId, {
          ...figures,
          ...(continueLessonId !== null && { continueLessonId }),
          ...(cover && { cover }),
          ...(publishedCover && { publishedCover }),
        });
      }
      return found;
    },
    async teachingFigures(courseIds) {
      if (courseIds.length === 0) return new Map();
      const rows = rowsOf<TeachingFigures & { courseId: string }>(await db.execute(teachingQuery(courseIds)));
      return new Map(rows.map(({ courseId, ...figures }) => [courseId, figures]));
    },
    async change(id, { instructorIds, ...changes }, version) {
      return await db.transaction(async (tx) => {
        const [row] = await tx
          .update(courses)
          .set({ ...changes, version: sql`${courses.version} + 1`, updatedAt: new Date() })
          .where(and(eq(courses.id, id), version === undefined ? undefined : eq(courses.version, version)))
          .returning({ title: courses.title, summary: courses.summary });
        if (!row) return false;
        if (changes.title !== undefined || changes.summary !== undefined) {
          await tx
            .update(courses)
            .set({ searchText: searchTextOf(row.title, row.summary) })
            .where(eq(courses.id, id));
        }
        if (!instructorIds) return true;
        await tx.delete(courseInstructors).where(eq(courseInstructors.courseId, id));
        if (instructorIds.length > 0) await tx.insert(courseInstructors).values(instructorRows(id, instructorIds));
        return true;
      });
    },
    async addInstructor(id, personId) {
      const values = { courseId: id, instructorId: personId };
      const rows = await db.insert(courseInstructors).values(values).onConflictDoNothing().returning();
      return rows.length > 0;
    },
    async removeInstructor(id, personId, others) {
      return await db.transaction(async (tx) => {
        // Two who remove each other at once come one after the other.
        await tx.select({ id: courses.id }).from(courses).where(eq(courses.id, id)).for('update');
        const rows = await tx.select().from(courseInstructors).where(eq(courseInstructors.courseId, id));
        const teaching = new Set(rows.map(({ instructorId }) => instructorId));
        if (!teaching.has(personId)) return 'none';
        if (!others.some((each) => each !== personId && teaching.has(each))) return 'last';
        await tx
          .delete(courseInstructors)
          .where(and(eq(courseInstructors.courseId, id), eq(courseInstructors.instructorId, personId)));
        return 'removed';
      });
    },
    async duplicate(id, copy) {
      return await db.transaction(async (tx) => {
        const isCopied = await copyCourse(tx, id, copy, searchTextOf);
        if (isCopied && copy.instructorIds.length > 0) {
          await tx.insert(courseInstructors).values(instructorRows(copy.id, copy.instructorIds));
        }
        return isCopied;
      });
    },
    placesOf: createVideoPlaces(db),
    async videosTaughtBy(instructorId) {
      const rows = await db
        .select({ videoId: lessons.videoId, replacementVideoId: lessons.replacementVideoId })
        .from(lessons)
        .innerJoin(courseInstructors, eq(courseInstructors.courseId, lessons.courseId))
        .where(eq(courseInstructors.instructorId, instructorId));
      const ids = rows.flatMap((row) => [row.videoId, row.replacementVideoId]);
      return [...new Set(ids.filter((each) => each !== null))];
    },
    async areThereAny() {
      return (await db.select({ id: courses.id }).from(courses).limit(1)).length > 0;
    },
    async reachMilestone(name) {
      const rows = await db.insert(milestones).values({ name }).onConflictDoNothing().returning();
      return rows.length > 0;
    },
  };
}

interface FiguresRow extends Omit<CourseFigures, 'continueLessonId' | 'cover' | 'publishedCover'> {
  readonly courseId: string;
  readonly continueLessonId: string | null;
  readonly cover: CourseCover | null;
  readonly publishedCover: CourseCover | null;
}

/** A ready video has a poster; a lesson's own goes before it. */
const COVER = sql`jsonb_build_object('lessonId', l.id, 'version', coalesce(l.poster_file, l.video_id))`;

/** One row per course that has lessons. */
function figuresQuery(courseIds: readonly string[], personId: string): SQL {
  return sql`
    select l.course_id as "courseId",
      count(*)::int as "lessons",
      coalesce(sum(l.video_duration_seconds), 0)::float8 as "durationSeconds",
      (count(*) filter (where l.is_published))::int as "publishedLessons",
      coalesce(sum(l.video_duration_seconds) filter (where l.is_published), 0)::float8 as "publishedSeconds",
      (count(*) filter (where l.is_published and p.completed_at is not null))::int as "completedLessons",
      coalesce(
        (array_agg(l.id order by p.reported_at desc)
          filter (where l.is_published and p.lesson_id is not null and p.completed_at is null))[1],
        (array_agg(l.id order by m.position, m.id, l.position, l.id)
          filter (where l.is_published and p.completed_at is null))[1]
      ) as "continueLessonId",
      (array_agg(${COVER} order by m.position, m.id, l.position, l.id)
        filter (where l.has_video_poster))[1] as "cover",
      (array_agg(${COVER} order by m.position, m.id, l.position, l.id)
        filter (where l.has_video_poster and l.is_published))[1] as "publishedCover"
    from lessons l
    join modules m on m.id = l.module_id and m.deleted_at is null
    left join lesson_progress p on p.lesson_id = l.id and p.person_id = ${personId}
    where l.course_id in ${[...courseIds]} and l.deleted_at is null
    group by l.course_id`;
}

function teachingQuery(courseIds: readonly string[]): SQL {
  return sql`
    select c.id as "courseId",
      (select count(*) from enrolments e where e.course_id = c.id)::int as "students",
      (select coalesce(jsonb_object_agg(s.state, s.lessons), '{}'::jsonb) from (
        select v.state, count(*)::int as lessons
        from lessons l
        join modules m on m.id = l.module_id and m.deleted_at is null
        join videos v on v.id = coalesce(l.replacement_video_id, l.video_id)
        where l.course_id = c.id and l.deleted_at is null
        group by v.state
      ) s) as "videosByState"
    from courses c
    where c.id in ${[...courseIds]}`;
}

function listConditions({ viewer, scope, words, cursor }: CourseQuery): SQL | undefined {
  const [, ms, id] = /^(\d{1,15})_(\w+)$/.exec(cursor ?? '') ?? [];
  const last = new Date(Number(ms));
  return and(
    isNull(courses.deletedAt),
    scopeCondition(scope, viewer),
    matchesWords(sql`courses.search_text`, words),
    ms && id ? or(lt(courses.createdAt, last), and(eq(courses.createdAt, last), lt(courses.id, id))) : undefined,
  );
}

/** The rules of accounts/policies as a condition, so that a list need not read what it does not show. */
function scopeCondition(scope: CourseScope, viewer: Viewer): SQL | undefined {
  const isLearning = sql`(${courses.isPublished} and ${isEnrolled(viewer.id)})`;
  const isOpen = sql`(${courses.isPublished} and ${courses.enrolment} = 'open')`;
  switch (scope) {
    case 'learning':
      return isLearning;
    case 'teaching':
      return isTaughtBy(viewer);
    case 'open':
      return sql`${isOpen} and not ${isEnrolled(viewer.id)}`;
    case 'all':
      return or(isTaughtBy(viewer), isLearning, isOpen);
  }
}

function instructorRows(courseId: string, instructorIds: readonly string[]) {
  return [...new Set(instructorIds)].map((instructorId) => ({ courseId, instructorId }));
}
