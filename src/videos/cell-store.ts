import type { CellKey, FilledCell } from './cell.ts';

/** The right to fill some cells for a while. The fence number rises with every lease of a revision. */
export interface Lease {
  readonly fence: number;
  /** The cells of the request that were empty and free. Never empty itself. */
  readonly cells: readonly CellKey[];
}

/** The truth about one revision's cells. One contract suite (test/contracts) holds for every implementation. */
export interface CellStore {
  /**
   * Takes those of the wanted cells that are neither filled nor leased; undefined when there is none.
   *
   * `urgent`, one of the wanted cells, is what a viewer waits for: it is also taken from a holder that is not urgent
   * itself, whose chunk would bring it too late, and what that holder brings of it is refused.
   */
  lease(wanted: readonly CellKey[], holder: string, urgent?: CellKey): Promise<Lease | undefined>;
  /** Marks a cell filled, unless the lease is no longer the cell's newest: then answers false and changes nothing. */
  markFilled(lease: Lease, cell: FilledCell): Promise<boolean>;
  /** Whether the lease still is the cell's newest: asked before its bytes are stored. */
  isHeld(lease: Lease, cell: CellKey): Promise<boolean>;
  /** Prolongs a lease that is still being worked on. */
  renew(lease: Lease): Promise<void>;
  /** Gives back the cells of a lease that are not filled. */
  release(lease: Lease): Promise<void>;
  /** Every filled cell, in no particular order. */
  listFilled(): Promise<FilledCell[]>;
  /** Makes a cell empty again, when its bytes were found missing or damaged. */
  empty(cell: CellKey): Promise<void>;
}
