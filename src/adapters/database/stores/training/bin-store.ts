import { and, desc, eq, isNotNull, isNull, lt, or, sql } from 'drizzle-orm';

import type { BinItem, BinKind, BinStore } from '../../../../training/bin/bin-store.ts';
import { type Database, rowsOf } from '../../database.ts';
import { courses, lessons, modules } from '../../schema/index.ts';
import { isTaughtBy } from './course-rows.ts';
import { touchOutline } from './outline-store.ts';

const MAX_ITEMS = 500;

/** The bin: rows with the moment they were deleted. */
export function createBinStore(db: Database): BinStore {
  return {
    async list(viewer) {
      const courseRows = await db
        .select({ id: courses.id, title: courses.title, deletedAt: courses.deletedAt })
        .from(courses)
        .where(and(isNotNull(courses.deletedAt), eq(courses.isPurging, false), isTaughtBy(viewer)))
        .orderBy(desc(courses.deletedAt))
        .limit(MAX_ITEMS);
      const inCourse = { courseTitle: courses.title };
      const moduleRows = await db
        .select({ id: modules.id, title: modules.title, deletedAt: modules.deletedAt, ...inCourse })
        .from(modules)
        .innerJoin(courses, eq(courses.id, modules.courseId))
        .where(
          and(
            isNotNull(modules.deletedAt),
            eq(modules.isPurging, false),
            isNull(courses.deletedAt),
            isTaughtBy(viewer),
          ),
        )
        .orderBy(desc(modules.deletedAt))
        .limit(MAX_ITEMS);
      const lessonRows = await db
        .select({ id: lessons.id, title: lessons.title, deletedAt: lessons.deletedAt, ...inCourse })
        .from(lessons)
        .innerJoin(modules, eq(modules.id, lessons.moduleId))
        .innerJoin(courses, eq(courses.id, lessons.courseId))
        .where(
          and(
            isNotNull(lessons.deletedAt),
            eq(lessons.isPurging, false),
            isNull(modules.deletedAt),
            isNull(courses.deletedAt),
            isTaughtBy(viewer),
          ),
        )
        .orderBy(desc(lessons.deletedAt))
        .limit(MAX_ITEMS);
      const items = [
        ...courseRows.map((row) => toItem('course', row)),
        ...moduleRows.map((row) => toItem('module', row)),
        ...lessonRows.map((row) => toItem('lesson', row)),
      ];
      return items.toSorted((a, b) => b.deletedAt.getTime() - a.deletedAt.getTime()).slice(0, MAX_ITEMS);
    },
    async put(kind, id, at) {
      await setDeleted(db, kind, id, at);
    },
    async restore(kind, id) {
      return await setDeleted(db, kind, id, null);
    },
    async claimOlderThan(moment) {
      const isDue = (table: typeof courses | typeof modules | typeof lessons) => lt(table.deletedAt, moment);
      await db.update(courses).set({ isPurging: true }).where(isDue(courses));
      await db
        .update(modules)
        .set({ isPurging: true })
        .where(or(isDue(modules), sql`modules.course_id in (select c.id from courses c where c.is_purging)`));
      await db
        .update(lessons)
        .set({ isPurging: true })
        .where(or(isDue(lessons), sql`lessons.module_id in (select m.id from modules m where m.is_purging)`));
    },
    async leftovers() {
      const column = async (text: ReturnType<typeof sql>): Promise<string[]> =>
        rowsOf<{ id: string }>(await db.execute(text)).map(({ id }) => id);
      return {
        videoIds: await column(sql`
          select distinct v.id from lessons l cross join lateral (values (l.video_id), (l.replacement_video_id)) v(id)
          where l.is_purging and v.id is not null and not exists (
            select 1 from lessons k where not k.is_purging and v.id in (k.video_id, k.replacement_video_id))`),
        fileIds: await column(sql`
          select distinct a.file_id as id from attachments a join lessons l on l.id = a.lesson_id
          where l.is_purging and not exists (
            select 1 from attachments b join lessons k on k.id = b.lesson_id
            where b.file_id = a.file_id and not k.is_purging)`),
        posterFiles: await column(sql`
          select distinct p.file as id from (
            select poster_file as file from lessons where is_purging
            union all select poster_file from courses where is_purging) p
          where p.file is not null
            and not exists (select 1 from lessons k where k.poster_file = p.file and not k.is_purging)
            and not exists (select 1 from courses k where k.poster_file = p.file and not k.is_purging)`),
      };
    },
    async removeClaimed() {
      let removed = 0;
      for (const table of [lessons, modules, courses]) {
        removed += (await db.delete(table).where(eq(table.isPurging, true)).returning({ id: table.id })).length;
      }
      return removed;
    },
  };
}

/** False: nothing changed. */
async function setDeleted(db: Database, kind: BinKind, id: string, deletedAt: Date | null): Promise<boolean> {
  return await db.transaction(async (tx) => {
    if (kind === 'course') {
      const changes = { deletedAt, updatedAt: new Date() };
      const isOther = deletedAt ? isNull(courses.deletedAt) : isNotNull(courses.deletedAt);
      const where = and(eq(courses.id, id), eq(courses.isPurging, false), isOther);
      return (await tx.update(courses).set(changes).where(where).returning({ id: courses.id })).length > 0;
    }
    const table = kind === 'module' ? modules : lessons;
    const isOther = deletedAt ? isNull(table.deletedAt) : isNotNull(table.deletedAt);
    const [row] = await tx
      .update(table)
      .set({ deletedAt })
      .where(and(eq(table.id, id), eq(table.isPurging, false), isOther))
      .returning({ courseId: table.courseId });
    if (row) await touchOutline(tx, row.courseId);
    return row !== undefined;
  });
}

function toItem(
  kind: BinKind,
  row: { id: string; title: string; deletedAt: Date | null; courseTitle?: string },
): BinItem {
  return { kind, ...row, deletedAt: row.deletedAt ?? new Date(0) };
}
