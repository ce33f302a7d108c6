import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import { request } from './api-client.ts';

/** How far somebody is in a course. */
export interface CourseProgress {
  readonly completedLessons: number;
  readonly lessons: number;
  /** 0 to 100, whole. */
  readonly percent: number;
}

/** A course as lists show it. */
export interface CourseGlance {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly posterUrl?: string;
  readonly isPublished: boolean;
  readonly enrolment: 'open' | 'link' | 'list';
  readonly lessonCount: number;
  readonly durationSeconds: number;
  readonly isEnrolled: boolean;
  readonly mayEdit: boolean;
  readonly instructors: ReadonlyArray<{ readonly id: string; readonly name: string }>;
  readonly progress?: CourseProgress;
  readonly continueLessonId?: string;
}

/** How far somebody is in a lesson. */
export interface LessonProgress {
  readonly positionSeconds: number;
  /** Share of the video that was really played, 0 to 100. */
  readonly coveragePercent: number;
  readonly isCompleted: boolean;
}

/** A lesson as its course lists it. */
export interface LessonGlance {
  readonly id: string;
  readonly title: string;
  readonly kind: 'video' | 'text' | 'both' | 'empty';
  readonly isPublished: boolean;
  readonly durationSeconds?: number;
  readonly posterUrl?: string;
  readonly progress?: LessonProgress;
}

/** A module with its lessons in order. */
export interface CourseModule {
  readonly id: string;
  readonly title: string;
  readonly lessons: readonly LessonGlance[];
}

/** A course with everything in it. */
export interface Course extends CourseGlance {
  /** Markdown. */
  readonly description: string;
  readonly modules: readonly CourseModule[];
}

interface CoursePage {
  readonly courses: readonly CourseGlance[];
  readonly nextCursor?: string;
}

const at = (id: string, rest = ''): string => `/courses/${encodeURIComponent(id)}${rest}`;

/** Enrolling and leaving. Throw ApiError. */
export const enrolmentApi = {
  enrol: (courseId: string) => request<undefined>('POST', at(courseId, '/enrolment')),
  leave: (courseId: string) => request<undefined>('DELETE', at(courseId, '/enrolment')),
  join: (link: string) => request<{ courseId: string }>('POST', `/enrolment-links/${encodeURIComponent(link)}`),
};

/** The courses one takes, or those one may enrol in, page by page. */
export function coursesQuery(scope: 'learning' | 'open') {
  return infiniteQueryOptions({
    queryKey: ['courses', scope],
    queryFn: ({ pageParam, signal }) =>
      request<CoursePage>(
        'GET',
        `/courses?scope=${scope}&limit=24${pageParam === undefined ? '' : `&cursor=${encodeURIComponent(pageParam)}`}`,
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** One course for whoever takes it. */
export function courseQuery(id: string) {
  return queryOptions({
    queryKey: ['course', id],
    queryFn: ({ signal }) => request<Course>('GET', at(id), { signal }),
  });
}

/** What a link lets one join. */
export function enrolmentLinkQuery(link: string) {
  return queryOptions({
    queryKey: ['enrolment-link', link],
    queryFn: ({ signal }) =>
      request<{ course: { title: string; summary: string } }>('GET', `/enrolment-links/${encodeURIComponent(link)}`, {
        signal,
      }),
  });
}

/** Enrolment or progress changed: whatever shows courses asks again when it is looked at. */
export function refreshCourses(client: QueryClient, courseId: string): void {
  void client.invalidateQueries({ queryKey: ['courses'] });
  void client.invalidateQueries({ queryKey: courseQuery(courseId).queryKey });
}
