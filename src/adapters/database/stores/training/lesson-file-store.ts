import { and, asc, eq, inArray, isNotNull } from 'drizzle-orm';

import type { LessonFileStore } from '../../../../training/lessons/lesson-file-store.ts';
import type { Database } from '../../database.ts';
import { attachments, captions, courses, lessons } from '../../schema/index.ts';

/** Attachments and captions as rows; the bytes of attachments lie in the object store. */
export function createLessonFileStore(db: Database): LessonFileStore {
  const attachment = {
    id: attachments.id,
    lessonId: attachments.lessonId,
    fileId: attachments.fileId,
    fileName: attachments.fileName,
    sizeBytes: attachments.sizeBytes,
  };
  const isTrack = (lessonId: string, id: string) => and(eq(captions.lessonId, lessonId), eq(captions.id, id));
  return {
    async attachments(lessonId) {
      return await db
        .select(attachment)
        .from(attachments)
        .where(eq(attachments.lessonId, lessonId))
        .orderBy(asc(attachments.createdAt), asc(attachments.id));
    },
    async addAttachment(row) {
      await db.insert(attachments).values(row);
    },
    async removeAttachment(lessonId, id) {
      const [row] = await db
        .delete(attachments)
        .where(and(eq(attachments.lessonId, lessonId), eq(attachments.id, id)))
        .returning(attachment);
      return row;
    },
    async captions(lessonId) {
      return await db
        .select({ id: captions.id, lessonId: captions.lessonId, language: captions.language, label: captions.label })
        .from(captions)
        .where(eq(captions.lessonId, lessonId))
        .orderBy(asc(captions.createdAt), asc(captions.id));
    },
    async addCaptions(track, vtt) {
      await db.insert(captions).values({ ...track, vtt });
    },
    async captionText(lessonId, id) {
      const [row] = await db.select({ vtt: captions.vtt }).from(captions).where(isTrack(lessonId, id));
      return row?.vtt;
    },
    async removeCaptions(lessonId, id) {
      return (await db.delete(captions).where(isTrack(lessonId, id)).returning({ id: captions.id })).length > 0;
    },
    async unusedFiles(fileIds) {
      if (fileIds.length === 0) return [];
      const used = await db
        .select({ fileId: attachments.fileId })
        .from(attachments)
        .where(inArray(attachments.fileId, [...fileIds]));
      return without(
        fileIds,
        used.map(({ fileId }) => fileId),
      );
    },
    async unusedPosters(posterFiles) {
      if (posterFiles.length === 0) return [];
      const [inLessons, inCourses] = [
        await db
          .select({ file: lessons.posterFile })
          .from(lessons)
          .where(inArray(lessons.posterFile, [...posterFiles])),
        await db
          .select({ file: courses.posterFile })
          .from(courses)
          .where(inArray(courses.posterFile, [...posterFiles])),
      ];
      return without(
        posterFiles,
        [...inLessons, ...inCourses].map(({ file }) => file),
      );
    },
    async stored() {
      const { fileId, fileName, sizeBytes } = attachments;
      const rows = await db.selectDistinctOn([fileId], { fileId, fileName, sizeBytes }).from(attachments);
      const inLessons = db.select({ file: lessons.posterFile }).from(lessons).where(isNotNull(lessons.posterFile));
      const inCourses = db.select({ file: courses.posterFile }).from(courses).where(isNotNull(courses.posterFile));
      const posters = await inLessons.union(inCourses);
      return { attachments: rows, posterFiles: posters.flatMap(({ file }) => file ?? []) };
    },
  };
}

function without(all: readonly string[], used: readonly (string | null)[]): string[] {
  const kept = new Set(used);
  return [...new Set(all)].filter((each) => !kept.has(each));
}
