import { and, eq, inArray, isNull } from 'drizzle-orm';

import { newId } from '../../../../kernel/ids.ts';
import type { Database } from '../../database.ts';
import { attachments, captions, courses, lessons, modules } from '../../schema/index.ts';
import type { SearchTextOf } from './course-rows.ts';

/** Rows of one insert: a statement has at most 65,535 parameters. */
const ROWS_AT_ONCE = 500;

/** Copies a course with its modules and lessons, all of them drafts. False: there is no such course. */
export async function copyCourse(
  tx: Database,
  id: string,
  copy: { readonly id: string; readonly title: string },
  searchTextOf: SearchTextOf,
): Promise<boolean> {
  const [course] = await tx
    .select()
    .from(courses)
    .where(and(eq(courses.id, id), isNull(courses.deletedAt)));
  if (!course) return false;
  const now = new Date();
  const fresh = { isPublished: false, version: 1, createdAt: now, updatedAt: now };
  await tx
    .insert(courses)
    .values({ ...course, ...fresh, ...copy, searchText: searchTextOf(copy.title, course.summary) });
  const oldModules = await tx
    .select()
    .from(modules)
    .where(and(eq(modules.courseId, id), isNull(modules.deletedAt)));
  const moduleIds = new Map(oldModules.map((each) => [each.id, newId()]));
  const newModules = oldModules.map((each) => ({ ...each, id: moduleIds.get(each.id) ?? '', courseId: copy.id }));
  if (newModules.length > 0) await tx.insert(modules).values(newModules);
  const oldLessons = await tx
    .select()
    .from(lessons)
    .where(and(inArray(lessons.moduleId, [...moduleIds.keys(), '']), isNull(lessons.deletedAt)));
  const lessonIds = new Map(oldLessons.map((each) => [each.id, newId()]));
  const newLessons = oldLessons.map((each) => ({
    ...each,
    ...fresh,
    id: lessonIds.get(each.id) ?? '',
    courseId: copy.id,
    moduleId: moduleIds.get(each.moduleId) ?? '',
  }));
  for (let at = 0; at < newLessons.length; at += ROWS_AT_ONCE) {
    await tx.insert(lessons).values(newLessons.slice(at, at + ROWS_AT_ONCE));
  }
  await copyFiles(tx, lessonIds);
  return true;
}

/** Gives the copies of lessons the same attachments and captions. */
export async function copyFiles(tx: Database, lessonIds: ReadonlyMap<string, string>): Promise<void> {
  const old = [...lessonIds.keys()];
  if (old.length === 0) return;
  const moved = <Row extends { readonly id: string; readonly lessonId: string }>(row: Row): Row => ({
    ...row,
    id: newId(),
    lessonId: lessonIds.get(row.lessonId) ?? '',
  });
  const files = await tx.select().from(attachments).where(inArray(attachments.lessonId, old));
  for (let at = 0; at < files.length; at += ROWS_AT_ONCE) {
    await tx.insert(attachments).values(files.slice(at, at + ROWS_AT_ONCE).map(moved));
  }
  // One at a time: each may hold 2 MB.
  for (const { id } of await tx.select({ id: captions.id }).from(captions).where(inArray(captions.lessonId, old))) {
    const [track] = await tx.select().from(captions).where(eq(captions.id, id));
    if (track) await tx.insert(captions).values(moved(track));
  }
}
