import { queryOptions } from '@tanstack/react-query';
import { request } from '../api-client.ts';
import type { Problem, VideoState } from '../video.ts';

/** A video as the list of a course knows it; the event stream brings the rest. */
export interface VideoGlance {
  readonly id: string;
  readonly state: VideoState;
  readonly playable: boolean;
  /** 0 to 100. */
  readonly percent: number;
  readonly secondsLeft?: number;
  readonly perRendition?: Readonly<Record<string, number>>;
  readonly error?: Problem;
}

/** A lesson as its course lists it. */
export interface OutlineLesson {
  readonly id: string;
  readonly title: string;
  readonly kind: 'video' | 'text' | 'both' | 'empty';
  readonly isPublished: boolean;
  readonly durationSeconds?: number;
  readonly posterUrl?: string;
  readonly video?: VideoGlance;
  /** Takes the place of the video once it can be played. */
  readonly replacement?: VideoGlance;
}

/** A module with its lessons in order. */
export interface OutlineModule {
  readonly id: string;
  readonly title: string;
  readonly lessons: readonly OutlineLesson[];
}

/** How people come into a course. */
export type Enrolment = 'open' | 'link' | 'list';

/** A course in the list of those one teaches. */
export interface TaughtCourse {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly posterUrl?: string;
  /** Set by an editor; else the poster is the one of a lesson. */
  readonly hasOwnPoster?: boolean;
  readonly isPublished: boolean;
  readonly enrolment: Enrolment;
  readonly lessonCount: number;
  readonly durationSeconds: number;
  readonly instructors: ReadonlyArray<{ readonly id: string; readonly name: string }>;
  readonly updatedAt: string;
  readonly studentCount?: number;
  /** How many lessons have a video in which state. */
  readonly videoCounts?: Readonly<Partial<Record<VideoState, number>>>;
}

/** A course with everything in it, as its editors see it. */
export interface CourseOutline extends TaughtCourse {
  /** Markdown. */
  readonly description: string;
  readonly modules: readonly OutlineModule[];
  /** Counts changes of the course; a change that names an old one is refused. */
  readonly version: number;
}

/** What of a course can be changed in one step. */
export interface CourseChange {
  readonly title?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly isPublished?: boolean;
  readonly enrolment?: Enrolment;
  /** Refuses the change when somebody else changed the course since. */
  readonly version?: number;
}

/** The order of everything in a course. */
export type CourseOrder = ReadonlyArray<{ readonly id: string; readonly lessonIds: readonly string[] }>;

const at = (id: string, rest = ''): string => `/courses/${encodeURIComponent(id)}${rest}`;

/** Changes of courses and modules. Throw ApiError. */
export const courseEditing = {
  create: (title: string) => request<CourseOutline>('POST', '/courses', { body: { title } }),
  change: (id: string, change: CourseChange) => request<CourseOutline>('PATCH', at(id), { body: change }),
  remove: (id: string) => request<unknown>('DELETE', at(id)),
  restore: (id: string) => request<unknown>('POST', at(id, '/restore')),
  duplicate: (id: string) => request<CourseOutline>('POST', at(id, '/duplicate')),
  setPoster: (id: string, file: Blob) =>
    request<unknown>('PUT', at(id, '/poster'), { raw: { content: file, type: file.type } }),
  removePoster: (id: string) => request<unknown>('DELETE', at(id, '/poster')),
  setOrder: (id: string, version: number, modules: CourseOrder) =>
    request<{ version?: number }>('PUT', at(id, '/order'), { body: { version, modules } }),
  addModule: (id: string, title: string) =>
    request<{ id: string; title: string }>('POST', at(id, '/modules'), { body: { title } }),
  renameModule: (id: string, title: string) =>
    request<unknown>('PATCH', `/modules/${encodeURIComponent(id)}`, { body: { title } }),
  removeModule: (id: string) => request<unknown>('DELETE', `/modules/${encodeURIComponent(id)}`),
  restoreModule: (id: string) => request<unknown>('POST', `/modules/${encodeURIComponent(id)}/restore`),
};

/** The courses one teaches: all of them, page after page, since they are searched and counted in the page. */
export const taughtCoursesQuery = queryOptions({
  queryKey: ['studio', 'courses'],
  queryFn: async ({ signal }) => {
    const courses: TaughtCourse[] = [];
    let cursor: string | undefined;
    do {
      const from = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page: { courses: TaughtCourse[]; nextCursor?: string | null } = await request(
        'GET',
        `/courses?scope=teaching&limit=100${from}`,
        { signal },
      );
      courses.push(...page.courses);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return courses;
  },
});

/** One course for its editors. */
export function outlineQuery(id: string) {
  return queryOptions({
    queryKey: ['studio', 'course', id],
    queryFn: ({ signal }) => request<CourseOutline>('GET', at(id), { signal }),
  });
}
