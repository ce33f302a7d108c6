import type { LessonProgress } from '../progress/lesson-progress.ts';

/** What a list shows of a lesson. */
export interface LessonGlance {
  readonly id: string;
  readonly title: string;
  readonly isPublished: boolean;
  readonly hasText: boolean;
  readonly videoId?: string;
  readonly replacementVideoId?: string;
  readonly durationSeconds?: number;
  readonly posterFile?: string;
  readonly hasVideoPoster: boolean;
  /** Of the person who asks; undefined: never opened. */
  readonly progress?: LessonProgress;
}

/** A part of a course with its lessons, in order. */
export interface ModuleOutline {
  readonly id: string;
  readonly title: string;
  readonly lessons: readonly LessonGlance[];
}

/** A module by itself. */
export interface Module {
  readonly id: string;
  readonly courseId: string;
  readonly title: string;
  readonly isDeleted: boolean;
}

/** Order of everything in a course. */
export type CourseOrder = ReadonlyArray<{ readonly id: string; readonly lessonIds: readonly string[] }>;

/** Modules and the order of lessons. What is in the bin is left out. */
export interface OutlineStore {
  /** Two queries, however many lessons. `personId`: whose progress. */
  read(
    courseId: string,
    options: { readonly personId?: string; readonly publishedOnly: boolean },
  ): Promise<ModuleOutline[]>;
  addModule(module: { readonly id: string; readonly courseId: string; readonly title: string }): Promise<void>;
  findModule(id: string): Promise<Module | undefined>;
  renameModule(id: string, title: string): Promise<void>;
  /**
   * Puts modules and lessons in this order, lessons also into other modules. False, and nothing is changed: the course has
   * another version, or other modules and lessons than these.
   */
  reorder(courseId: string, version: number, order: CourseOrder): Promise<boolean>;
}
