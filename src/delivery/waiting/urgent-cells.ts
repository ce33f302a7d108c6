import type { WantedCell } from '../../videos/cell.ts';

/** Who makes cells the next thing encoded; the pipeline does, `main` joins the two. */
export interface UrgentCells {
  /**
   * Somebody waits for this cell. Asking again while it is wanted changes nothing. False: nobody will encode it (the video
   * failed, was cancelled or is gone), so there is nothing to wait for.
   */
  want(cell: WantedCell): Promise<boolean>;
  /** Nobody waits for it any more. */
  leave(cell: WantedCell): Promise<void>;
}
