import type { Viewer } from '../courses/course.ts';

/** What can be in the bin. */
export type BinKind = 'course' | 'module' | 'lesson';

/** Something in the bin. */
export interface BinItem {
  readonly kind: BinKind;
  readonly id: string;
  readonly title: string;
  /** Undefined for a course. */
  readonly courseTitle?: string;
  readonly deletedAt: Date;
}

/** What lessons that go for good may leave behind. */
export interface Leftovers {
  readonly videoIds: readonly string[];
  readonly fileIds: readonly string[];
  readonly posterFiles: readonly string[];
}

/** What is deleted and can be restored. */
export interface BinStore {
  /** Of the courses that the viewer may edit, newest first; at most 500. What lies in something deleted is not listed. */
  list(viewer: Viewer): Promise<BinItem[]>;
  put(kind: BinKind, id: string, at: Date): Promise<void>;
  /** False: it is not in the bin, or going for good already. */
  restore(kind: BinKind, id: string): Promise<boolean>;
  /** Takes everything deleted before a moment out of reach, for good. */
  claimOlderThan(moment: Date): Promise<void>;
  /** What the claimed leave behind that nothing else uses. */
  leftovers(): Promise<Leftovers>;
  /** Removes the rows of the claimed. Answers how many. */
  removeClaimed(): Promise<number>;
}
