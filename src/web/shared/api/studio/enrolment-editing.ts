import { queryOptions } from '@tanstack/react-query';
import { request } from '../api-client.ts';

/** Somebody who takes a course. */
export interface EnrolledPerson {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly enrolledAt: string;
  readonly progress?: { readonly completedLessons: number; readonly lessons: number; readonly percent: number };
  readonly lastSeenAt?: string;
}

/** A link that enrols whoever opens it. */
export interface EnrolmentLink {
  readonly id: string;
  readonly url: string;
  readonly expiresAt?: string | null;
}

/** Who takes a course, and the links into it. */
export interface CoursePeople {
  readonly people: readonly EnrolledPerson[];
  readonly links: readonly EnrolmentLink[];
}

/** How well a lesson is watched. */
export interface LessonWatching {
  readonly id: string;
  readonly title: string;
  readonly watchers: number;
  readonly completed: number;
  /** 0 to 100. */
  readonly averageCoveragePercent: number;
}

/** How much of one lesson somebody watched. */
export interface LessonWatcher {
  readonly id: string;
  readonly name: string;
  readonly email?: string;
  readonly coveragePercent: number;
  readonly positionSeconds?: number;
  readonly isCompleted: boolean;
  readonly lastSeenAt?: string | null;
}

const at = (courseId: string, rest: string): string => `/courses/${encodeURIComponent(courseId)}${rest}`;

/** Changes of who takes a course. Throw ApiError. */
export const enrolmentEditing = {
  addPeople: (courseId: string, emails: readonly string[]) =>
    request<{ enrolled?: readonly unknown[]; invited?: readonly unknown[] }>('POST', at(courseId, '/people'), {
      body: { emails },
    }),
  removePerson: (courseId: string, personId: string) =>
    request<unknown>('DELETE', at(courseId, `/people/${encodeURIComponent(personId)}`)),
  createLink: (courseId: string, expiresAt?: string) =>
    request<EnrolmentLink>('POST', at(courseId, '/enrolment-links'), {
      body: expiresAt === undefined ? {} : { expiresAt },
    }),
  removeLink: (courseId: string, linkId: string) =>
    request<unknown>('DELETE', at(courseId, `/enrolment-links/${encodeURIComponent(linkId)}`)),
};

/** Everybody who takes a course. */
export function coursePeopleQuery(courseId: string) {
  return queryOptions({
    queryKey: ['studio', 'people', courseId],
    queryFn: ({ signal }) => request<CoursePeople>('GET', at(courseId, '/people'), { signal }),
  });
}

/** How well each lesson of a course is watched. */
export function courseWatchersQuery(courseId: string) {
  return queryOptions({
    queryKey: ['studio', 'watchers', courseId],
    queryFn: ({ signal }) =>
      request<{ lessons: readonly LessonWatching[] }>('GET', at(courseId, '/watchers'), { signal }),
  });
}

/** Who watched how much of a lesson. */
export function lessonWatchersQuery(lessonId: string) {
  return queryOptions({
    queryKey: ['studio', 'lesson-watchers', lessonId],
    queryFn: ({ signal }) =>
      request<{ watchers: readonly LessonWatcher[] }>('GET', `/lessons/${encodeURIComponent(lessonId)}/watchers`, {
        signal,
      }),
  });
}
