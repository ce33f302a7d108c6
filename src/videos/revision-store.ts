import type { CellKey } from './cell.ts';
import type { CellStore } from './cell-store.ts';
import type { RenditionProgress } from './progress.ts';
import type { Revision, RevisionSummary } from './revision.ts';

/** What a viewer may ask of a cell. */
export type CellState = 'filled' | 'empty' | 'unknown';

/** Plans and the cells that hang on them. */
export interface RevisionStore {
  /**
   * Saves a plan with all its cells empty, and makes it the video's revision, in one transaction. False: the video has a
   * revision already, or another file by now, and nothing was saved.
   */
  save(revision: Revision): Promise<boolean>;
  find(id: string): Promise<Revision | undefined>;
  summaries(ids: readonly string[]): Promise<Map<string, RevisionSummary>>;
  /** Whether all of these cells are filled. */
  areFilled(revisionId: string, cells: readonly CellKey[]): Promise<boolean>;
  /** The cells of one revision. */
  cells(revisionId: string): CellStore;
  /** One row per rendition; several revisions in one query. */
  progress(revisionIds: readonly string[]): Promise<Map<string, RenditionProgress[]>>;
  /** Indexes of the filled segments by rendition, in no particular order; without those that have none. */
  filledSegments(revisionId: string): Promise<Map<string, number[]>>;
  /** `unknown`: the video has no such revision, or the revision no such cell. */
  cellState(videoId: string, revisionId: string, cell: CellKey): Promise<CellState>;
  /** Replaces what people are told of a source, and the captions that were kept of it; the plan stays as it is. */
  saveFindings(id: string, findings: Required<Pick<RevisionSummary, 'notes' | 'captions'>>): Promise<void>;
  /** Frees every lease. Only for a process that is alone with its tables, at its start. */
  releaseAllLeases(): Promise<void>;
}
