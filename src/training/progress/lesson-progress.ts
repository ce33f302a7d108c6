import type { PlayedRange } from './played-ranges.ts';

/** How far somebody is in a lesson. */
export interface LessonProgress {
  readonly positionSeconds: number;
  /** Of the video, one decimal, never rounded up. */
  readonly coveragePercent: number;
  readonly isCompleted: boolean;
}

/** The same, with what the next report is judged by. */
export interface ProgressRecord {
  readonly positionSeconds: number;
  readonly played: readonly PlayedRange[];
  readonly coveragePercent: number;
  readonly allowanceSeconds: number;
  readonly completedAt?: Date;
  readonly reportedAt: Date;
  readonly version: number;
}

/** Somebody who never opened the lesson. */
const NO_PROGRESS: LessonProgress = { positionSeconds: 0, coveragePercent: 0, isCompleted: false };

/** What pages see of a record. */
export function progressOf(record: ProgressRecord | undefined): LessonProgress {
  if (!record) return NO_PROGRESS;
  const { positionSeconds, coveragePercent, completedAt } = record;
  return { positionSeconds, coveragePercent, isCompleted: completedAt !== undefined };
}
