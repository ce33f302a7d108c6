import type { FastifyRequest } from 'fastify';

import { mayEditCourse, maySeeCourse, mayTakeCourse } from '../../accounts/policies.ts';
import { AppError } from '../../kernel/app-error.ts';
import { type Course, viewerOf } from '../../training/courses/course.ts';
import type { LessonInCourse } from '../../training/lessons/lesson-store.ts';
import type { TrainingContext } from '../../training/training-context.ts';
import type { VideoView } from '../video-view.ts';

/** What the routes of training need. */
export interface TrainingRoutes {
  readonly training: TrainingContext;
  /** Those of the videos that whoever asks may at least play, with addresses for them. */
  readonly showVideos: (
    request: FastifyRequest,
    videoIds: readonly string[],
  ) => Promise<ReadonlyMap<string, VideoView>>;
  /** Address of the file of a failed video for whoever asks, who may play it; undefined: no browser would play it. */
  readonly originalUrl: (request: FastifyRequest, videoId: string) => Promise<string | undefined>;
  /** Whether whoever asks may put a video of this id into a lesson. */
  readonly mayUseVideo: (request: FastifyRequest, videoId: string) => Promise<boolean>;
  /** Address of this server as links name it, such as `https://learn.example`. */
  readonly publicUrl: (request: FastifyRequest) => string;
}

type Stores = Pick<TrainingContext, 'courses' | 'lessons'>;

/** Id of whoever asks, for standing; undefined: nobody in particular. */
export function askerId({ principal }: FastifyRequest): string | undefined {
  return viewerOf(principal)?.id;
}

/** A course that whoever asks may know of. Throws AppError COURSE_NOT_FOUND. */
export async function seenCourse({ courses }: Stores, request: FastifyRequest, id: string): Promise<Course> {
  const course = await courses.find(id, askerId(request));
  if (course && !course.isDeleted && maySeeCourse(request.principal, course)) return course;
  throw courseNotFound(id);
}

/** A course that whoever asks may edit. Throws AppError COURSE_NOT_FOUND, or NOT_ALLOWED where they may only see it. */
export async function editedCourse(
  { courses }: Stores,
  request: FastifyRequest,
  id: string,
  isInBin = false,
): Promise<Course> {
  const course = await courses.find(id, askerId(request));
  if (!course || course.isDeleted !== isInBin || !maySeeCourse(request.principal, course)) throw courseNotFound(id);
  return requireEditor(request, course);
}

/** A lesson that whoever asks may open. Throws AppError LESSON_NOT_FOUND, or NOT_ALLOWED for who has not enrolled. */
export async function takenLesson({ lessons }: Stores, request: FastifyRequest, id: string): Promise<LessonInCourse> {
  const found = await lessons.find(id, askerId(request));
  if (!found || found.lesson.isGone) throw lessonNotFound(id);
  const { lesson, course } = found;
  const { principal } = request;
  if (mayEditCourse(principal, course)) return found;
  if (!lesson.isPublished || !maySeeCourse(principal, course)) throw lessonNotFound(id);
  if (mayTakeCourse(principal, course)) return found;
  throw new AppError('NOT_ALLOWED', { message: 'Enrol in the course first: its lessons are for those who take it.' });
}

/** A lesson that whoever asks may edit. Throws AppError LESSON_NOT_FOUND, or NOT_ALLOWED. */
export async function editedLesson({ lessons }: Stores, request: FastifyRequest, id: string): Promise<LessonInCourse> {
  const found = await lessons.find(id, askerId(request));
  if (!found || found.lesson.isGone || !maySeeCourse(request.principal, found.course)) throw lessonNotFound(id);
  requireEditor(request, found.course);
  return found;
}

/** Throws AppError NOT_ALLOWED. */
export function requireEditor({ principal }: FastifyRequest, course: Course): Course {
  if (mayEditCourse(principal, course)) return course;
  throw new AppError('NOT_ALLOWED', { message: 'Only those who teach this course may change it.' });
}

/** There is none, as far as they may know. */
export function courseNotFound(id: string): AppError {
  return new AppError('COURSE_NOT_FOUND', { message: `There is no course ${id.slice(0, 40)}.` });
}

/** There is none, as far as they may know. */
export function lessonNotFound(id: string): AppError {
  return new AppError('LESSON_NOT_FOUND', { message: `There is no lesson ${id.slice(0, 40)}.` });
}

/** Keeps in the audit log what was done, by whoever asks. */
export async function audit(
  { audit: log }: Pick<TrainingContext, 'audit'>,
  request: FastifyRequest,
  action: string,
  subject: { readonly kind: 'course' | 'module' | 'lesson'; readonly id: string; readonly name: string },
  detail?: Readonly<Record<string, unknown>>,
): Promise<void> {
  await log.record({ actor: request.principal, action, subject, ipAddress: request.ip, ...(detail && { detail }) });
}
