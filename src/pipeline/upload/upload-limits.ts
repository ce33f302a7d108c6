import type { SourceLimits } from '../read-facts/read-facts.ts';

/** Who uploads, as far as limits go. */
export type UploaderKind = 'administrator' | 'instructor';

/** What somebody may upload at most. */
export interface UploadLimits extends SourceLimits {
  readonly maxUploadBytes: number;
}

/** The limits of everybody who uploads: those of instructors are never above those of administrators. */
export type LimitsByUploader = Readonly<Record<UploaderKind, UploadLimits>>;

/** Instructors have the limits of administrators, but for those that are lower. */
export function limitsByUploader(administrator: UploadLimits, lower: Partial<UploadLimits>): LimitsByUploader {
  const least = (key: keyof UploadLimits): number => Math.min(administrator[key], lower[key] ?? Infinity);
  return {
    administrator,
    instructor: {
      maxUploadBytes: least('maxUploadBytes'),
      maxDurationSeconds: least('maxDurationSeconds'),
      maxShortSide: least('maxShortSide'),
    },
  };
}
