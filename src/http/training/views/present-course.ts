import type { FastifyRequest } from 'fastify';

import { mayEditCourse } from '../../../accounts/policies.ts';
import {
  type Course,
  type CourseCover,
  type CourseFigures,
  learnerIdOf,
  type TeachingFigures,
} from '../../../training/courses/course.ts';
import type { LessonGlance } from '../../../training/courses/outline-store.ts';
import { kindOf } from '../../../training/lessons/lesson.ts';
import type { KnownPerson } from '../../../training/people-directory.ts';
import type { VideoView } from '../../video-view.ts';
import type { TrainingRoutes } from '../training-routes.ts';
import type { CourseSummary, CourseView } from './course-view.ts';
import type { LessonSummary } from './lesson-view.ts';

const NO_FIGURES: CourseFigures = {
  lessons: 0,
  durationSeconds: 0,
  publishedLessons: 0,
  publishedSeconds: 0,
  completedLessons: 0,
};

/** Courses as lists show them, in the same order; two questions however many there are, and one more for editors. */
export async function presentCourses(
  { training }: Pick<TrainingRoutes, 'training'>,
  request: FastifyRequest,
  courses: readonly Course[],
): Promise<CourseSummary[]> {
  const ids = courses.map(({ id }) => id);
  const edited = courses.filter((course) => mayEditCourse(request.principal, course)).map(({ id }) => id);
  const [figures, teaching, people] = await Promise.all([
    training.courses.figures(ids, learnerIdOf(request.principal)),
    training.courses.teachingFigures(edited),
    training.people.byIds([...new Set(courses.flatMap(({ instructorIds }) => instructorIds))]),
  ]);
  return courses.map((course) => {
    const summary = summaryOf(request, course, figures.get(course.id) ?? NO_FIGURES, people);
    return { ...summary, ...presentTeaching(teaching.get(course.id)) };
  });
}

/** A course with its lessons: five questions, and three more about videos for editors. */
export async function presentCourse(
  routes: Pick<TrainingRoutes, 'training' | 'showVideos'>,
  request: FastifyRequest,
  course: Course,
): Promise<CourseView> {
  const mayEdit = mayEditCourse(request.principal, course);
  const personId = learnerIdOf(request.principal);
  const [[summary], modules] = await Promise.all([
    presentCourses(routes, request, [course]),
    routes.training.outline.read(course.id, {
      publishedOnly: !mayEdit,
      ...(personId !== undefined && course.isEnrolled && { personId }),
    }),
  ]);
  const videoIds = modules.flatMap(({ lessons }) =>
    lessons.flatMap(({ videoId, replacementVideoId }) => [videoId ?? [], replacementVideoId ?? []].flat()),
  );
  const videos = mayEdit ? await routes.showVideos(request, videoIds) : new Map<string, VideoView>();
  return {
    ...(summary as CourseSummary),
    description: course.description,
    modules: modules
      .map(({ id, title, lessons }) => ({ id, title, lessons: lessons.map((each) => presentGlance(each, videos)) }))
      // A module whose lessons are all drafts is none to students.
      .filter(({ lessons }) => mayEdit || lessons.length > 0),
    version: course.version,
  };
}

function summaryOf(
  { principal }: FastifyRequest,
  course: Course,
  figures: CourseFigures,
  people: ReadonlyMap<string, KnownPerson>,
): CourseSummary {
  const { id, title, summary, posterFile, isPublished, enrolment, isEnrolled, instructorIds, updatedAt } = course;
  const mayEdit = mayEditCourse(principal, course);
  const { publishedLessons, completedLessons, continueLessonId } = figures;
  const picture = posterFile ?? coverOf(figures, mayEdit)?.version;
  return {
    id,
    title,
    summary,
    ...(picture !== undefined && { posterUrl: `/api/v1/courses/${id}/poster?v=${picture.slice(0, 8)}` }),
    hasOwnPoster: posterFile !== undefined,
    isPublished,
    enrolment,
    lessonCount: mayEdit ? figures.lessons : publishedLessons,
    durationSeconds: mayEdit ? figures.durationSeconds : figures.publishedSeconds,
    isEnrolled,
    mayEdit,
    // A key that made a course has no name to show.
    instructors: instructorIds.flatMap((each) => {
      const person = people.get(each);
      return person ? [{ id: person.id, name: person.name }] : [];
    }),
    ...(isEnrolled && {
      progress: {
        completedLessons,
        lessons: publishedLessons,
        percent: publishedLessons === 0 ? 0 : Math.floor((completedLessons / publishedLessons) * 100),
      },
      ...(continueLessonId !== undefined && { continueLessonId }),
    }),
    updatedAt: updatedAt.toISOString(),
  };
}

/** The lesson whose picture stands for a course without one; students see those of published lessons. */
export function coverOf(figures: CourseFigures | undefined, mayEdit: boolean): CourseCover | undefined {
  return mayEdit ? figures?.cover : figures?.publishedCover;
}

function presentTeaching(figures: TeachingFigures | undefined): Pick<CourseSummary, 'studentCount' | 'videoCounts'> {
  return figures ? { studentCount: figures.students, videoCounts: figures.videosByState } : {};
}

function presentGlance(glance: LessonGlance, videos: ReadonlyMap<string, VideoView>): LessonSummary {
  const { id, title, isPublished, durationSeconds, progress, videoId, replacementVideoId } = glance;
  const posterUrl = lessonPosterUrl(glance);
  const video = videos.get(videoId ?? '');
  const replacement = videos.get(replacementVideoId ?? '');
  return {
    id,
    title,
    kind: kindOf(glance),
    isPublished,
    ...(durationSeconds !== undefined && { durationSeconds }),
    ...(posterUrl !== undefined && { posterUrl }),
    ...(progress && { progress }),
    ...(video && { video: briefly(video) }),
    ...(replacement && { replacement: briefly(replacement) }),
  };
}

/** Address of what stands for a lesson: its own poster, else the one of its video. */
export function lessonPosterUrl(lesson: {
  readonly id: string;
  readonly posterFile?: string;
  readonly hasVideoPoster: boolean;
  readonly videoId?: string;
}): string | undefined {
  const { id, posterFile, hasVideoPoster, videoId } = lesson;
  const shown = posterFile ?? (hasVideoPoster ? videoId : undefined);
  return shown === undefined ? undefined : `/api/v1/lessons/${id}/poster?v=${shown.slice(0, 8)}`;
}

function briefly({ id, state, playable, progress, error }: VideoView): NonNullable<LessonSummary['video']> {
  return { id, state, playable, ...progress, ...(error && { error }) };
}
