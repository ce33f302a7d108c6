import type { CellKey } from '../videos/cell.ts';

/** A cell as a viewer names it. */
export interface WantedCell extends CellKey {
  readonly videoId: string;
  readonly revisionId: string;
}

/** Who makes cells the next thing encoded; the pipeline does, `main` joins the two. */
export interface UrgentCells {
  /** Somebody waits for this cell. Asking again while it is wanted changes nothing. */
  want(cell: WantedCell): Promise<void>;
  /** Nobody waits for it any more. */
  leave(cell: WantedCell): Promise<void>;
}
