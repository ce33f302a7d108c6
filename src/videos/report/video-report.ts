import type { RuleResult } from '../../media/rules/rule.ts';
import type { DamagedPart } from './damaged-part.ts';

/** What was proven of a revision before it became ready: kept beside its files, shown to editors. */
export interface VideoReport {
  readonly formatVersion: 1;
  readonly revisionId: string;
  /** ISO 8601. */
  readonly provenAt: string;
  readonly length: LengthReport;
  /** Every cell, read back from the store: bytes as written, frames and times exact. */
  readonly cells: { readonly count: number; readonly sizeBytes: number };
  /** Segments that were decoded from their first frame to their last, with the frames that came out. */
  readonly decoded: { readonly segments: number; readonly frames: number };
  readonly renditions: readonly RenditionReport[];
  /** H1 to H20 and F1, F2. */
  readonly rules: readonly RuleResult[];
  /** Parts of the source that could not be read; the video plays around them. */
  readonly damage: readonly DamagedPart[];
  /** What was done to an odd source. */
  readonly notes: readonly string[];
}

/** The stream's length against what the source's frames and samples say; at most a frame apart. */
export interface LengthReport {
  /** Absent for revisions planned before this was kept. */
  readonly sourceSeconds?: number;
  readonly streamSeconds: number;
  readonly frameSeconds: number;
}

/** One rendition in a line. */
export interface RenditionReport {
  readonly id: string;
  readonly kind: string;
  readonly segmentCount: number;
  readonly durationSeconds: number;
  readonly sizeBytes: number;
}

/** Key of a revision's report, under its prefix. */
export const REPORT_FILE_NAME = 'report.json';
