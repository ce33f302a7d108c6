import type { LessonGlance } from '../../../../training/courses/outline-store.ts';
import type { Lesson } from '../../../../training/lessons/lesson.ts';
import type { lessons } from '../../schema/index.ts';

/** A lesson and whether its module or course is in the bin. */
interface LessonRow {
  readonly lesson: typeof lessons.$inferSelect;
  readonly isModuleDeleted: boolean;
  readonly isCourseDeleted: boolean;
}

/** A row as the domain knows it. */
export function toLesson({ lesson, isModuleDeleted, isCourseDeleted }: LessonRow): Lesson {
  const { videoId, replacementVideoId, videoDurationSeconds, posterFile, deletedAt } = lesson;
  return {
    id: lesson.id,
    courseId: lesson.courseId,
    moduleId: lesson.moduleId,
    title: lesson.title,
    text: lesson.text,
    isPublished: lesson.isPublished,
    version: lesson.version,
    ...(videoId !== null && { videoId }),
    ...(replacementVideoId !== null && { replacementVideoId }),
    ...(videoDurationSeconds !== null && { videoDurationSeconds }),
    hasVideoPoster: lesson.hasVideoPoster,
    ...(posterFile !== null && { posterFile }),
    chapters: lesson.chapters,
    hiddenCaptions: lesson.hiddenCaptions,
    updatedAt: lesson.updatedAt,
    isDeleted: deletedAt !== null,
    isGone: deletedAt !== null || isModuleDeleted || isCourseDeleted,
  };
}

/** What the query of an outline reads of a lesson. */
interface GlanceRow {
  readonly id: string;
  readonly title: string;
  readonly isPublished: boolean;
  readonly hasText: boolean;
  readonly videoId: string | null;
  readonly replacementVideoId: string | null;
  readonly durationSeconds: number | null;
  readonly posterFile: string | null;
  readonly hasVideoPoster: boolean;
  readonly positionSeconds: number | null;
  readonly coveragePercent: number | null;
  readonly completedAt: Date | null;
}

/** A row as lists show it. */
export function toGlance(row: GlanceRow): LessonGlance {
  const { id, title, isPublished, hasText, hasVideoPoster } = row;
  const { videoId, replacementVideoId, durationSeconds, posterFile } = row;
  const { positionSeconds, coveragePercent, completedAt } = row;
  return {
    id,
    title,
    isPublished,
    hasText,
    hasVideoPoster,
    ...(videoId !== null && { videoId }),
    ...(replacementVideoId !== null && { replacementVideoId }),
    ...(durationSeconds !== null && { durationSeconds }),
    ...(posterFile !== null && { posterFile }),
    ...(positionSeconds !== null && {
      progress: { positionSeconds, coveragePercent: coveragePercent ?? 0, isCompleted: completedAt !== null },
    }),
  };
}
