import type { LessonProgress } from '../../../shared/api/courses.ts';

const WORTH_IT_SECONDS = 3;
const LEFT_SECONDS = 5;

/** Where playing begins: where the viewer was, and from the start again after the end. */
export function startSecondsOf({ positionSeconds }: LessonProgress, durationSeconds: number | undefined): number {
  if (positionSeconds < WORTH_IT_SECONDS) return 0;
  if (durationSeconds === undefined) return positionSeconds;
  const left = durationSeconds - positionSeconds;
  // The last words of something short are more of it than those of something long.
  return left < Math.min(LEFT_SECONDS, durationSeconds / 10) ? 0 : positionSeconds;
}
