import { createHash } from 'node:crypto';

import { segmentFileName } from '../../media/plan/names.ts';
import type { CellKey, FilledCell } from '../../videos/cell.ts';
import type { Lease } from '../../videos/cell-store.ts';
import type { EncodeInput } from './encode-input.ts';

/** Verified bytes of one cell, ready to be stored. */
export interface FinishedCell extends CellKey {
  readonly bytes: Uint8Array;
  readonly sampleCount: number;
  readonly durationTicks: number;
  readonly keyFrameEndBytes: number;
}

/** Stores the cells of one lease and marks them filled, in that order: a crash between the two costs one cell. */
export class CellWriter {
  /** Cells stored and marked so far. */
  filledCount = 0;
  readonly #input: EncodeInput;
  readonly #lease: Lease;
  readonly #open: Map<string, CellKey>;
  #lastAt = performance.now();

  constructor(input: EncodeInput, lease: Lease) {
    this.#input = input;
    this.#lease = lease;
    this.#open = new Map(lease.cells.map((cell) => [keyOf(cell), cell]));
  }

  /** Whether a cell belongs to the lease and is not filled yet. */
  wants(cell: CellKey): boolean {
    return this.#open.has(keyOf(cell));
  }

  /** Cells of the lease that nobody has written. */
  missing(): CellKey[] {
    return [...this.#open.values()];
  }

  /** Stores and marks one cell. A cell whose lease was lost meanwhile is left to its new holder. */
  async write(cell: FinishedCell): Promise<void> {
    const { objects, cells, prefix, onCell } = this.#input;
    // Taken over by somebody a viewer waits for: whose bytes are already there must not be changed under them.
    if (!(await cells.isHeld(this.#lease, cell))) return void this.#open.delete(keyOf(cell));
    const key = `${prefix}${cell.renditionId}/${segmentFileName(cell.segmentIndex)}`;
    const isNew = (await objects.putNew?.(key, cell.bytes)) ?? false;
    if (!isNew) {
      // Of a process that died before it marked the cell; or of one that has the lease by now, whose bytes must stay.
      if (!(await cells.isHeld(this.#lease, cell))) return void this.#open.delete(keyOf(cell));
      await objects.put(key, cell.bytes);
    }
    const now = performance.now();
    const filled: FilledCell = {
      renditionId: cell.renditionId,
      segmentIndex: cell.segmentIndex,
      sizeBytes: cell.bytes.length,
      sha256: createHash('sha256').update(cell.bytes).digest('hex'),
      sampleCount: cell.sampleCount,
      durationTicks: cell.durationTicks,
      keyFrameEndBytes: cell.keyFrameEndBytes,
      costMs: Math.round(now - this.#lastAt),
    };
    this.#lastAt = now;
    const isMarked = await cells.markFilled(this.#lease, filled);
    this.#open.delete(keyOf(cell));
    if (!isMarked) return;
    this.filledCount++;
    onCell?.(filled);
  }
}

function keyOf(cell: CellKey): string {
  return `${cell.renditionId}/${cell.segmentIndex}`;
}
