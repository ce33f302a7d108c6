import { AppError } from '../../kernel/app-error.ts';
import type { TrainingContext } from '../training-context.ts';
import type { Lesson } from '../lessons/lesson.ts';
import { type LessonProgress, progressOf, type ProgressRecord } from './lesson-progress.ts';
import { coveredSeconds, creditRanges, type PlayedRange } from './played-ranges.ts';

/** What a player tells from time to time. */
export interface ProgressReport {
  readonly positionSeconds: number;
  /** What was played since its last report, in that order. */
  readonly played: readonly PlayedRange[];
  readonly speed: number;
}

/** What recording needs. */
export type ProgressContext = Pick<TrainingContext, 'progress' | 'clock' | 'settings'>;

const MAX_SPEED = 4;
/**
 * Seconds of a video that may be credited beyond what the clock allows: a first report comes some seconds after the
 * player has begun, and networks delay reports. It is used up, never added to.
 */
const ALLOWANCE_SECONDS = 15;
const TRIES = 5;

/** The record after a report at `nowMs`; pure. A completed lesson stays completed. */
export function recordAfter(
  known: ProgressRecord | undefined,
  report: ProgressReport,
  options: { readonly nowMs: number; readonly durationSeconds: number | undefined; readonly completionPercent: number },
): ProgressRecord {
  const { nowMs, durationSeconds = 0, completionPercent } = options;
  const elapsedSeconds = known ? Math.max(0, nowMs - known.reportedAt.getTime()) / 1000 : 0;
  const speed = Math.min(MAX_SPEED, Math.max(0, report.speed));
  const budget = elapsedSeconds * speed + (known?.allowanceSeconds ?? ALLOWANCE_SECONDS);
  const { ranges, spentSeconds } = creditRanges(known?.played ?? [], report.played, durationSeconds, budget);
  const percent = durationSeconds > 0 ? Math.floor((coveredSeconds(ranges) / durationSeconds) * 1000) / 10 : 0;
  // What was covered of a video whose length changed by a frame does not shrink.
  const coveragePercent = Math.min(100, Math.max(percent, known?.coveragePercent ?? 0));
  const isCompleted = durationSeconds > 0 && coveragePercent >= completionPercent;
  const completedAt = known?.completedAt ?? (isCompleted ? new Date(nowMs) : undefined);
  return {
    positionSeconds: Math.min(Math.max(0, report.positionSeconds), durationSeconds),
    played: ranges,
    coveragePercent,
    allowanceSeconds: Math.min(ALLOWANCE_SECONDS, budget - spentSeconds),
    ...(completedAt && { completedAt }),
    reportedAt: new Date(Math.max(nowMs, known?.reportedAt.getTime() ?? 0)),
    version: (known?.version ?? 0) + 1,
  };
}

/** Takes a report of somebody who may watch the lesson. Of two devices that report at once, both count. */
export async function recordProgress(
  context: ProgressContext,
  personId: string,
  lesson: Pick<Lesson, 'id' | 'videoDurationSeconds'>,
  report: ProgressReport,
): Promise<LessonProgress> {
  return await update(context, personId, lesson.id, (known, nowMs) =>
    recordAfter(known, report, {
      nowMs,
      durationSeconds: lesson.videoDurationSeconds,
      completionPercent: context.settings.completionPercent,
    }),
  );
}

/** Marks a lesson without a video as done, or not. Throws AppError LESSON_HAS_VIDEO. */
export async function markCompletion(
  context: ProgressContext,
  personId: string,
  lesson: Pick<Lesson, 'id' | 'videoId'>,
  isCompleted: boolean,
): Promise<LessonProgress> {
  if (lesson.videoId !== undefined) {
    throw new AppError('LESSON_HAS_VIDEO', { message: 'A lesson with a video is completed by watching it.' });
  }
  return await update(context, personId, lesson.id, (known, nowMs) => {
    const { completedAt, ...rest } = known ?? EMPTY;
    return {
      ...rest,
      ...(isCompleted && { completedAt: completedAt ?? new Date(nowMs) }),
      reportedAt: new Date(nowMs),
      version: (known?.version ?? 0) + 1,
    };
  });
}

const EMPTY = {
  positionSeconds: 0,
  played: [],
  coveragePercent: 0,
  allowanceSeconds: ALLOWANCE_SECONDS,
  completedAt: undefined,
} as const;

async function update(
  { progress, clock }: ProgressContext,
  personId: string,
  lessonId: string,
  next: (known: ProgressRecord | undefined, nowMs: number) => ProgressRecord,
): Promise<LessonProgress> {
  for (let tries = 0; tries < TRIES; tries++) {
    const known = await progress.find(personId, lessonId);
    const record = next(known, clock.nowMs());
    if (await progress.save(personId, lessonId, record)) return progressOf(record);
  }
  throw new AppError('COURSE_CHANGED', { message: 'Too many devices report at the same moment.', retry: 'now' });
}
