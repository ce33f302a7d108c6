import type { ProgressRecord } from './lesson-progress.ts';

/** Somebody enrolled with their progress in one lesson. */
export interface Watcher {
  readonly personId: string;
  /** Undefined: never opened. */
  readonly record?: Pick<
    ProgressRecord,
    'positionSeconds' | 'played' | 'coveragePercent' | 'completedAt' | 'reportedAt'
  >;
}

/** How a lesson is watched by everybody enrolled. */
export interface LessonWatch {
  readonly lessonId: string;
  readonly title: string;
  readonly begun: number;
  readonly completed: number;
  /** Over those who began. */
  readonly meanCoveragePercent: number;
}

/** The rows of progress. */
export interface ProgressStore {
  find(personId: string, lessonId: string): Promise<ProgressRecord | undefined>;
  /** Saves the first record, or the one after `version`. False: somebody was faster, read again. */
  save(personId: string, lessonId: string, record: ProgressRecord): Promise<boolean>;
  /** All who are enrolled in the lesson's course, earliest first. */
  watchers(lessonId: string, courseId: string): Promise<Watcher[]>;
  /** Every lesson of the course, in its order. */
  lessonWatches(courseId: string): Promise<LessonWatch[]>;
}
