import type { FastifyRequest } from 'fastify';

import { mayEditCourse } from '../../../accounts/policies.ts';
import { learnerIdOf } from '../../../training/courses/course.ts';
import { joinCaptions, type LessonCaptions } from '../../../training/captions/lesson-captions.ts';
import { kindOf, type Lesson } from '../../../training/lessons/lesson.ts';
import type { LessonInCourse } from '../../../training/lessons/lesson-store.ts';
import type { Attachment } from '../../../training/lessons/lesson-file-store.ts';
import { progressOf } from '../../../training/progress/lesson-progress.ts';
import type { TrainingRoutes } from '../training-routes.ts';
import type { LessonView } from './lesson-view.ts';
import { lessonPosterUrl } from './present-course.ts';

/** A whole lesson for somebody who may open it. */
export async function presentLesson(
  { training, showVideos, originalUrl }: Pick<TrainingRoutes, 'training' | 'showVideos' | 'originalUrl'>,
  request: FastifyRequest,
  { lesson, course }: LessonInCourse,
): Promise<LessonView> {
  const { id, videoId, replacementVideoId } = lesson;
  const mayEdit = mayEditCourse(request.principal, course);
  const personId = learnerIdOf(request.principal);
  const videoIds = [videoId, mayEdit ? replacementVideoId : undefined].filter((each) => each !== undefined);
  const [videos, captions, attachments, neighbours, record] = await Promise.all([
    showVideos(request, videoIds),
    lessonCaptions(training, lesson),
    training.lessonFiles.attachments(id),
    training.lessons.neighbours(id, course.id, !mayEdit),
    personId === undefined ? undefined : training.progress.find(personId, id),
  ]);
  const video = videos.get(videoId ?? '') ?? null;
  const playedAsIs = video?.state === 'failed' ? await originalUrl(request, video.id) : undefined;
  const posterUrl = lessonPosterUrl(lesson);
  return {
    id,
    courseId: course.id,
    courseTitle: course.title,
    moduleId: lesson.moduleId,
    title: lesson.title,
    kind: kindOf({ ...lesson, hasText: lesson.text !== '' }),
    text: lesson.text,
    isPublished: lesson.isPublished,
    mayEdit,
    video,
    replacement: (mayEdit && videos.get(replacementVideoId ?? '')) || null,
    ...(playedAsIs !== undefined && { originalUrl: playedAsIs }),
    captions: captions.filter(({ hiddenBy }) => mayEdit || !hiddenBy).map((each) => presentCaptions(id, each)),
    chapters: [...lesson.chapters],
    attachments: attachments.map(presentAttachment),
    ...(posterUrl !== undefined && { posterUrl }),
    hasOwnPoster: lesson.posterFile !== undefined,
    progress: progressOf(record),
    ...neighbours,
    version: lesson.version,
  };
}

/** Captions with their address. */
export function presentCaptions(lessonId: string, captions: LessonCaptions): LessonView['captions'][number] {
  const file = captions.source === 'video' ? captions.id : `${captions.id}.vtt`;
  return { ...captions, url: `/api/v1/lessons/${lessonId}/captions/${file}` };
}

/** All captions of a lesson, those that are hidden too. */
export async function lessonCaptions(
  { lessonFiles, videos }: Pick<TrainingRoutes['training'], 'lessonFiles' | 'videos'>,
  lesson: Lesson,
): Promise<LessonCaptions[]> {
  const [own, ofVideo] = await Promise.all([
    lessonFiles.captions(lesson.id),
    lesson.videoId === undefined ? [] : videos.captions(lesson.videoId),
  ]);
  return joinCaptions(lesson, own, ofVideo);
}

/** A file with its address. */
export function presentAttachment(attachment: Attachment): LessonView['attachments'][number] {
  const { id, lessonId, fileName, sizeBytes } = attachment;
  return { id, fileName, sizeBytes, url: `/api/v1/lessons/${lessonId}/attachments/${id}` };
}
