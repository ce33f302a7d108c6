import type { VideoState } from '../video.ts';

/** A video as the administration lists it. */
export interface AdminVideoRow {
  readonly id: string;
  readonly title: string;
  readonly fileName: string;
  readonly state: VideoState;
  readonly isPlayable: boolean;
  readonly isStuck: boolean;
  readonly isOrphaned: boolean;
  readonly failureCode: string | null;
  readonly failureMessage: string | null;
  readonly failureDetail: string | null;
  readonly ownerId: string | null;
  readonly ownerName: string | null;
  readonly durationSeconds: number | null;
  /** The file as uploaded. */
  readonly originalBytes: number;
  /** All cells of all its revisions. */
  readonly renditionBytes: number;
  readonly percent: number;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly lastMoveAt: string;
  readonly courses: readonly { readonly id: string; readonly title: string; readonly lessonId: string }[];
}

/** What filters the list of videos. */
export const VIDEO_FILTERS = ['all', 'processing', 'failed', 'stuck', 'orphaned'] as const;

/** One of them. */
export type VideoFilter = (typeof VIDEO_FILTERS)[number];

/** Which videos; `search` is looked for in title, file name and owner. */
export interface AdminVideoQuery {
  readonly filter: VideoFilter;
  readonly search?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** One page of the list; without cursor: the last. */
export interface AdminVideoPage {
  readonly videos: readonly AdminVideoRow[];
  readonly nextCursor?: string;
}
