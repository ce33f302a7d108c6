import type { CourseStanding } from '../../accounts/policies.ts';
import type { Principal } from '../../accounts/principal.ts';
import type { Enrolment } from '../enrolment/enrolment.ts';

/** Part of a course list. */
export const COURSE_SCOPES = ['learning', 'teaching', 'open', 'all'] as const;

/** One of them: taken, edited, to be had, all that may be seen. */
export type CourseScope = (typeof COURSE_SCOPES)[number];

/** A course as the one who asks stands in it. */
export interface Course extends CourseStanding {
  readonly id: string;
  readonly title: string;
  /** One or two sentences for lists. */
  readonly summary: string;
  /** Markdown. */
  readonly description: string;
  readonly version: number;
  /** File name in the object store. */
  readonly posterFile?: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What an editor may change. */
export interface CourseChanges {
  readonly title?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly isPublished?: boolean;
  readonly enrolment?: Enrolment;
  readonly instructorIds?: readonly string[];
  /** Null takes it away. */
  readonly posterFile?: string | null;
}

/** What lists show of a course's lessons. */
export interface CourseFigures {
  /** Drafts too. */
  readonly lessons: number;
  readonly durationSeconds: number;
  readonly publishedLessons: number;
  readonly publishedSeconds: number;
  /** Published ones that the person has completed. */
  readonly completedLessons: number;
  /** Where they were last, or the first that is not completed. */
  readonly continueLessonId?: string;
  /** The first lesson whose video is ready. */
  readonly cover?: CourseCover;
  /** The first published one. */
  readonly publishedCover?: CourseCover;
}

/** A lesson whose picture stands for a course that has none of its own. */
export interface CourseCover {
  readonly lessonId: string;
  /** Changes with the picture: its file, or the video it is of. */
  readonly version: string;
}

/** What editors see of a course beside its lessons. */
export interface TeachingFigures {
  readonly students: number;
  /** Lessons by the state of their video, the one to come where there is one; states without any are left out. */
  readonly videosByState: Readonly<Record<string, number>>;
}

/** For whom a list is made. Whoever may administer sees everything. */
export interface Viewer {
  /** Of a person or key. */
  readonly id: string;
  readonly seesEverything: boolean;
  /** False: whoever taught before, and is a student now. */
  readonly isTeaching: boolean;
}

/** Undefined: nobody in particular, who sees no course. */
export function viewerOf(principal: Principal): Viewer | undefined {
  if (principal.kind === 'anonymous') return undefined;
  const { id, role } = principal;
  return { id, seesEverything: role === 'admin', isTeaching: role !== 'student' };
}

/** Id under which somebody enrols and makes progress; keys do neither. */
export function learnerIdOf(principal: Principal): string | undefined {
  return principal.kind === 'person' ? principal.id : undefined;
}
