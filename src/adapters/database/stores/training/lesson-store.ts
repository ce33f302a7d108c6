import { and, eq, inArray, isNotNull, isNull, or, sql } from 'drizzle-orm';

import type { LessonStore } from '../../../../training/lessons/lesson-store.ts';
import { type Database, rowsOf } from '../../database.ts';
import { courses, lessonProgress, lessons, modules } from '../../schema/index.ts';
import { copyFiles } from './copy-course.ts';
import { courseColumns, type SearchTextOf, toCourse } from './course-rows.ts';
import { toLesson } from './lesson-rows.ts';
import { nextPosition, touchOutline } from './outline-store.ts';

/** A video that lists know nothing of yet. */
const UNKNOWN_VIDEO = { videoDurationSeconds: null, hasVideoPoster: false };

/** Lessons as rows. */
export function createLessonStore(db: Database, searchTextOf: SearchTextOf): LessonStore {
  return {
    async create({ id, courseId, moduleId, title, videoId }) {
      await db.transaction(async (tx) => {
        await touchOutline(tx, courseId);
        await tx.insert(lessons).values({
          ...{ id, courseId, moduleId, title },
          ...(videoId !== undefined && { videoId }),
          searchText: searchTextOf(title),
          position: nextPosition('lessons', 'module_id', moduleId),
        });
      });
    },
    async find(id, viewerId) {
      const [row] = await db
        .select({
          lesson: lessons,
          course: courseColumns(viewerId),
          isModuleDeleted: sql<boolean>`${modules.deletedAt} is not null`,
          isCourseDeleted: sql<boolean>`${courses.deletedAt} is not null`,
        })
        .from(lessons)
        .innerJoin(modules, eq(modules.id, lessons.moduleId))
        .innerJoin(courses, eq(courses.id, lessons.courseId))
        .where(and(eq(lessons.id, id), eq(lessons.isPurging, false)));
      return row && { lesson: toLesson(row), course: toCourse(row.course) };
    },
    async neighbours(id, courseId, publishedOnly) {
      const onlyPublished = publishedOnly ? sql`and l.is_published` : sql``;
      const [row] = rowsOf<{ previous: string | null; next: string | null }>(
        await db.execute(sql`
          select o.previous, o.next from (
            select l.id, lag(l.id) over w as previous, lead(l.id) over w as next
            from lessons l join modules m on m.id = l.module_id and m.deleted_at is null
            where l.course_id = ${courseId} and l.deleted_at is null ${onlyPublished}
            window w as (order by m.position, m.id, l.position, l.id)
          ) o where o.id = ${id}`),
      );
      return {
        ...(row?.previous && { previousLessonId: row.previous }),
        ...(row?.next && { nextLessonId: row.next }),
      };
    },
    async change(id, changes, version) {
      const [row] = await db
        .update(lessons)
        .set({ ...changes, version: sql`${lessons.version} + 1`, updatedAt: new Date() })
        .where(and(eq(lessons.id, id), version === undefined ? undefined : eq(lessons.version, version)))
        .returning({ title: lessons.title, text: lessons.text });
      if (row && (changes.title !== undefined || changes.text !== undefined)) {
        await db
          .update(lessons)
          .set({ searchText: searchTextOf(row.title, row.text) })
          .where(eq(lessons.id, id));
      }
      return row !== undefined;
    },
    async duplicate(id, { id: copyId, title }) {
      await db.transaction(async (tx) => {
        const [row] = await tx.select().from(lessons).where(eq(lessons.id, id));
        if (!row) return;
        await touchOutline(tx, row.courseId);
        await tx
          .update(lessons)
          .set({ position: sql`${lessons.position} + 1` })
          .where(and(eq(lessons.moduleId, row.moduleId), sql`${lessons.position} > ${row.position}`));
        const now = new Date();
        await tx.insert(lessons).values({
          ...row,
          ...{ id: copyId, title, isPublished: false, version: 1, createdAt: now, updatedAt: now },
          position: row.position + 1,
          searchText: searchTextOf(title, row.text),
        });
        await copyFiles(tx, new Map([[id, copyId]]));
      });
    },
    async attachVideo(id, videoId) {
      return await db.transaction(async (tx) => {
        const [row] = await tx.select().from(lessons).where(eq(lessons.id, id)).for('update');
        if (!row || row.videoId === videoId) return undefined;
        const values = row.videoId === null ? { videoId, ...UNKNOWN_VIDEO } : { replacementVideoId: videoId };
        await tx
          .update(lessons)
          .set({ ...values, updatedAt: new Date() })
          .where(eq(lessons.id, id));
        return row.videoId === null ? undefined : (row.replacementVideoId ?? undefined);
      });
    },
    async detachVideos(id) {
      return await db.transaction(async (tx) => {
        const [row] = await tx.select().from(lessons).where(eq(lessons.id, id)).for('update');
        await tx
          .update(lessons)
          .set({ videoId: null, replacementVideoId: null, ...UNKNOWN_VIDEO })
          .where(eq(lessons.id, id));
        return [row?.videoId, row?.replacementVideoId].filter((each) => typeof each === 'string');
      });
    },
    async noteVideo(videoId, glance) {
      return await db.transaction(async (tx) => {
        const rows = await tx
          .select()
          .from(lessons)
          .where(or(eq(lessons.videoId, videoId), eq(lessons.replacementVideoId, videoId)))
          .for('update');
        const replaced: string[] = [];
        const changed = new Set<string>();
        for (const row of rows) {
          const values = valuesAfter(row, videoId, glance);
          if (!values) continue;
          await tx.update(lessons).set(values).where(eq(lessons.id, row.id));
          changed.add(row.courseId);
          if (row.videoId === null || row.videoId === videoId || values.videoId !== videoId) continue;
          replaced.push(row.videoId);
          // What was played of the old video says nothing of the new one.
          await tx
            .update(lessonProgress)
            .set({ played: [], coveragePercent: 0, positionSeconds: 0, version: sql`${lessonProgress.version} + 1` })
            .where(eq(lessonProgress.lessonId, row.id));
        }
        return { courseIds: [...changed], replacedVideoIds: replaced };
      });
    },
    async videosToNote(isThorough) {
      const rows = await db
        .select({ videoId: lessons.videoId, replacementVideoId: lessons.replacementVideoId })
        .from(lessons)
        .where(
          or(
            and(
              isNotNull(lessons.videoId),
              or(isNull(lessons.videoDurationSeconds), isThorough ? eq(lessons.hasVideoPoster, false) : undefined),
            ),
            isNotNull(lessons.replacementVideoId),
          ),
        );
      const ids = rows.flatMap((row) => [row.videoId, row.replacementVideoId]);
      return [...new Set(ids.filter((each) => each !== null))];
    },
    async unusedVideos(videoIds) {
      if (videoIds.length === 0) return [];
      const rows = await db
        .select({ videoId: lessons.videoId, replacementVideoId: lessons.replacementVideoId })
        .from(lessons)
        .where(or(inArray(lessons.videoId, [...videoIds]), inArray(lessons.replacementVideoId, [...videoIds])));
      const used = new Set(rows.flatMap((row) => [row.videoId, row.replacementVideoId]));
      return [...new Set(videoIds)].filter((each) => !used.has(each));
    },
  };
}

type Row = typeof lessons.$inferSelect;
type Glance = Parameters<LessonStore['noteVideo']>[1];

/** What changes in a lesson that shows a video, or is to show it; undefined: nothing. */
function valuesAfter(row: Row, videoId: string, glance: Glance): Partial<Row> | undefined {
  const known = { videoDurationSeconds: glance?.durationSeconds ?? null, hasVideoPoster: glance?.hasPoster ?? false };
  if (row.replacementVideoId === videoId) {
    if (!glance) return { replacementVideoId: null };
    return glance.isPlayable ? { videoId, replacementVideoId: null, ...known } : undefined;
  }
  if (!glance) {
    // A replacement that is on its way has nothing to wait for any more.
    return { videoId: row.replacementVideoId, replacementVideoId: null, ...UNKNOWN_VIDEO };
  }
  const isSame = row.videoDurationSeconds === known.videoDurationSeconds && row.hasVideoPoster === known.hasVideoPoster;
  return isSame ? undefined : known;
}
