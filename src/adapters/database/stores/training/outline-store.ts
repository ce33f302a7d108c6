import { and, asc, eq, isNull, sql } from 'drizzle-orm';

import type { CourseOrder, ModuleOutline, OutlineStore } from '../../../../training/courses/outline-store.ts';
import type { Database } from '../../database.ts';
import { courses, lessonProgress, lessons, modules } from '../../schema/index.ts';
import { toGlance } from './lesson-rows.ts';

/** Modules and orders as rows. */
export function createOutlineStore(db: Database): OutlineStore {
  return {
    async read(courseId, { personId, publishedOnly }) {
      const moduleRows = await db
        .select({ id: modules.id, title: modules.title })
        .from(modules)
        .where(and(eq(modules.courseId, courseId), isNull(modules.deletedAt)))
        .orderBy(asc(modules.position), asc(modules.id));
      const rows = await db
        .select({
          id: lessons.id,
          moduleId: lessons.moduleId,
          title: lessons.title,
          isPublished: lessons.isPublished,
          hasText: sql<boolean>`${lessons.text} <> ''`,
          videoId: lessons.videoId,
          replacementVideoId: lessons.replacementVideoId,
          durationSeconds: lessons.videoDurationSeconds,
          posterFile: lessons.posterFile,
          hasVideoPoster: lessons.hasVideoPoster,
          positionSeconds: lessonProgress.positionSeconds,
          coveragePercent: lessonProgress.coveragePercent,
          completedAt: lessonProgress.completedAt,
        })
        .from(lessons)
        .leftJoin(
          lessonProgress,
          and(eq(lessonProgress.lessonId, lessons.id), eq(lessonProgress.personId, personId ?? '')),
        )
        .where(
          and(
            eq(lessons.courseId, courseId),
            isNull(lessons.deletedAt),
            publishedOnly ? eq(lessons.isPublished, true) : undefined,
          ),
        )
        .orderBy(asc(lessons.position), asc(lessons.id));
      const outline = new Map<string, ModuleOutline & { lessons: ReturnType<typeof toGlance>[] }>(
        moduleRows.map((row) => [row.id, { ...row, lessons: [] }]),
      );
      for (const { moduleId, ...row } of rows) outline.get(moduleId)?.lessons.push(toGlance(row));
      return [...outline.values()];
    },
    async addModule({ id, courseId, title }) {
      await db.transaction(async (tx) => {
        await touchOutline(tx, courseId);
        await tx
          .insert(modules)
          .values({ id, courseId, title, position: nextPosition('modules', 'course_id', courseId) });
      });
    },
    async findModule(id) {
      const [row] = await db
        .select()
        .from(modules)
        .where(and(eq(modules.id, id), eq(modules.isPurging, false)));
      return row && { id, courseId: row.courseId, title: row.title, isDeleted: row.deletedAt !== null };
    },
    async renameModule(id, title) {
      await db.update(modules).set({ title }).where(eq(modules.id, id));
    },
    async reorder(courseId, version, order) {
      return await db.transaction(async (tx) => {
        // Takes the row's lock first: what is read next cannot change any more.
        const moved = await tx
          .update(courses)
          .set({ version: version + 1, updatedAt: new Date() })
          .where(and(eq(courses.id, courseId), eq(courses.version, version)))
          .returning({ id: courses.id });
        if (moved.length === 0) return false;
        if (!(await isSameContent(tx, courseId, order))) {
          await tx.update(courses).set({ version }).where(eq(courses.id, courseId));
          return false;
        }
        await writeOrder(tx, order);
        return true;
      });
    },
  };
}

/** Marks that a course has other modules or lessons than before. */
export async function touchOutline(db: Database, courseId: string): Promise<void> {
  await db
    .update(courses)
    .set({ version: sql`${courses.version} + 1`, updatedAt: new Date() })
    .where(eq(courses.id, courseId));
}

/** One behind the last of a parent's children. */
export function nextPosition(table: 'modules' | 'lessons', parent: 'course_id' | 'module_id', parentId: string) {
  return sql<number>`(select coalesce(max(t.position), 0) + 1 from ${sql.identifier(table)} t
    where t.${sql.identifier(parent)} = ${parentId})`;
}

async function isSameContent(tx: Database, courseId: string, order: CourseOrder): Promise<boolean> {
  const found = await tx
    .select({ id: modules.id })
    .from(modules)
    .where(and(eq(modules.courseId, courseId), isNull(modules.deletedAt)));
  const held = await tx
    .select({ id: lessons.id })
    .from(lessons)
    .innerJoin(modules, eq(modules.id, lessons.moduleId))
    .where(and(eq(lessons.courseId, courseId), isNull(lessons.deletedAt), isNull(modules.deletedAt)));
  const isSame = (rows: readonly { id: string }[], ids: readonly string[]): boolean =>
    rows.length === ids.length && new Set([...rows.map(({ id }) => id), ...ids]).size === ids.length;
  return (
    isSame(
      found,
      order.map(({ id }) => id),
    ) &&
    isSame(
      held,
      order.flatMap(({ lessonIds }) => lessonIds),
    )
  );
}

/** Two statements, however many rows. */
async function writeOrder(tx: Database, order: CourseOrder): Promise<void> {
  const moduleRows = order.map(({ id }, position) => ({ id, position }));
  const lessonRows = order.flatMap(({ id, lessonIds }) =>
    lessonIds.map((lessonId, position) => ({ id: lessonId, moduleId: id, position })),
  );
  if (moduleRows.length > 0) {
    await tx.execute(sql`
      update modules set position = o.position
      from json_to_recordset(${JSON.stringify(moduleRows)}::json) as o(id text, position int) where modules.id = o.id`);
  }
  if (lessonRows.length > 0) {
    await tx.execute(sql`
      update lessons set position = o.position, module_id = o."moduleId"
      from json_to_recordset(${JSON.stringify(lessonRows)}::json) as o(id text, "moduleId" text, position int)
      where lessons.id = o.id`);
  }
}
