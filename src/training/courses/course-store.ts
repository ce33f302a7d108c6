import type { VideoPlace } from '../../accounts/policies.ts';
import type { Course, CourseChanges, CourseFigures, CourseScope, TeachingFigures, Viewer } from './course.ts';

/** Which courses a list holds; those in the bin never. */
export interface CourseQuery {
  readonly viewer: Viewer;
  readonly scope: CourseScope;
  /** In lower case; each begins a word of title or summary. */
  readonly words: readonly string[];
  readonly limit: number;
  readonly cursor?: string;
}

/** The rows of courses. `viewerId` is of whoever asks: it decides `isEnrolled`. */
export interface CourseStore {
  create(course: {
    readonly id: string;
    readonly title: string;
    readonly instructorIds: readonly string[];
  }): Promise<void>;
  /** In the bin too. */
  find(id: string, viewerId?: string): Promise<Course | undefined>;
  /** Newest first; `nextCursor` where there are more. */
  list(query: CourseQuery): Promise<{ courses: Course[]; nextCursor?: string }>;
  /** Of each of the courses, in one query; `personId`: whose progress. */
  figures(courseIds: readonly string[], personId?: string): Promise<Map<string, CourseFigures>>;
  /** Of each of the courses, in one query. */
  teachingFigures(courseIds: readonly string[]): Promise<Map<string, TeachingFigures>>;
  /** False: there is no such course, or none of this version, and nothing was changed. */
  change(id: string, changes: CourseChanges, version?: number): Promise<boolean>;
  /** False: they teach it already. */
  addInstructor(id: string, personId: string): Promise<boolean>;
  /** `last`: none of `others` teaches it, and nothing was changed. `none`: they do not teach it. */
  removeInstructor(id: string, personId: string, others: readonly string[]): Promise<'removed' | 'last' | 'none'>;
  /** Copies texts, modules and lessons, as drafts; videos, posters and attachments are shared. False: no such course. */
  duplicate(
    id: string,
    copy: { readonly id: string; readonly title: string; readonly instructorIds: readonly string[] },
  ): Promise<boolean>;
  /** Where each video is shown, lessons in the bin too, as the one who asks stands in these courses. */
  placesOf(videoIds: readonly string[], viewerId?: string): Promise<Map<string, VideoPlace[]>>;
  /** Videos of all courses that somebody teaches, those to come too. */
  videosTaughtBy(instructorId: string): Promise<string[]>;
  /** Whether there was ever any, in the bin or not. */
  areThereAny(): Promise<boolean>;
  /** Notes something that happens once. False: it happened before. */
  reachMilestone(name: string): Promise<boolean>;
}
