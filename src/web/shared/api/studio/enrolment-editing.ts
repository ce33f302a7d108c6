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

/** Somebody who teaches a course. */
export interface CourseInstructor {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** False: deactivated, or a student by now. */
  readonly mayTeach: boolean;
}

/** A link that enrols whoever opens it. */
export interface EnrolmentLink {
  readonly id: string;
  readonly url: string;
  readonly expiresAt?: string | null;
}

/** Who takes a course, who teaches it, and the links into it. */
export interface CoursePeople {
  readonly people: readonly EnrolledPerson[];
  readonly instructors: readonly CourseInstructor[];
  readonly links: readonly EnrolmentLink[];
}

/** Somebody who was invited, and the link to pass on when no mail is sent. */
export interface Invited {
  readonly email: string;
  readonly url: string;
}

/** How well a lesson is watched. */
export interface LessonWatching {
  readonly id: string;
  readonly title: string;
  readonly begun: number;
  readonly completed: number;
  /** Over those who began, 0 to 100. */
  readonly meanCoveragePercent: number;
}

/** How much of one lesson somebody watched. */
export interface LessonWatcher {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly coveragePercent: number;
  readonly positionSeconds: number;
  readonly isCompleted: boolean;
  /** What was really played, in seconds from and to. */
  readonly played: ReadonlyArray<readonly [number, number]>;
  readonly lastWatchedAt?: string;
}

const at = (courseId: string, rest: string): string => `/courses/${encodeURIComponent(courseId)}${rest}`;

/** Changes of who takes and who teaches a course. Throw ApiError. */
export const enrolmentEditing = {
  addPeople: (courseId: string, emails: readonly string[]) =>
    request<{ enrolled: readonly unknown[]; invited: readonly Invited[] }>('POST', at(courseId, '/people'), {
      body: { emails },
    }),
  removePerson: (courseId: string, personId: string) =>
    request<unknown>('DELETE', at(courseId, `/people/${encodeURIComponent(personId)}`)),
  addInstructor: (courseId: string, email: string) =>
    request<unknown>('POST', at(courseId, '/instructors'), { body: { email } }),
  removeInstructor: (courseId: string, personId: string) =>
    request<unknown>('DELETE', at(courseId, `/instructors/${encodeURIComponent(personId)}`)),
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
    queryFn: async ({ signal }): Promise<CoursePeople> => {
      const people: EnrolledPerson[] = [];
      for (let cursor = ''; ;) {
        const page = await request<CoursePeople & { nextCursor?: string }>(
          'GET',
          at(courseId, `/people?limit=500${cursor}`),
          { signal },
        );
        people.push(...page.people);
        if (page.nextCursor === undefined) return { people, instructors: page.instructors, links: page.links };
        cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
      }
    },
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
