import { segmentCount, segmentDuration } from '../../media/grid/grid.ts';
import type { Plan } from '../../media/plan/plan.ts';
import { toNumber } from '../../media/rational.ts';
import type { CellKey } from '../../videos/cell.ts';

/** What a picture pixel costs beside a fixed share for decoding, so that time left is not told from small cells alone. */
const FIXED_WEIGHT = 200_000;
const AUDIO_WEIGHT = 60_000;

/** Counts filled cells by their weight (pixels and seconds) and tells the time left from this run's own speed. */
export class CellProgress {
  readonly #weights = new Map<string, number>();
  readonly #total: number;
  readonly #now: () => number;
  #filled = 0;
  #filledHere = 0;
  #startedAt: number | undefined;

  constructor(plan: Plan, nowMs: () => number) {
    this.#now = nowMs;
    for (let i = 0; i < segmentCount(plan.grid); i++) {
      const seconds = toNumber(segmentDuration(plan.grid, i));
      for (const video of plan.video) {
        this.#weights.set(`${video.id}/${i}`, (FIXED_WEIGHT + video.width * video.height) * seconds);
      }
      for (const audio of plan.audio) this.#weights.set(`${audio.id}/${i}`, AUDIO_WEIGHT * seconds);
    }
    this.#total = [...this.#weights.values()].reduce((sum, weight) => sum + weight, 0);
  }

  /** Counts a cell that an earlier run filled. */
  resume(cell: CellKey): void {
    this.#filled += this.#weights.get(`${cell.renditionId}/${cell.segmentIndex}`) ?? 0;
  }

  /** Starts the clock. */
  start(): void {
    this.#startedAt = this.#now();
  }

  /** Counts a cell that this run filled. */
  fill(cell: CellKey): void {
    const weight = this.#weights.get(`${cell.renditionId}/${cell.segmentIndex}`) ?? 0;
    this.#filled += weight;
    this.#filledHere += weight;
  }

  /** Share done, 0 to 1. */
  share(): number {
    return this.#total === 0 ? 1 : Math.min(1, this.#filled / this.#total);
  }

  /** Seconds left, or undefined while too little is known. */
  secondsLeft(): number | undefined {
    if (this.#startedAt === undefined || this.#filledHere < this.#total * 0.01) return undefined;
    const elapsedSeconds = (this.#now() - this.#startedAt) / 1000;
    return (elapsedSeconds / this.#filledHere) * (this.#total - this.#filled);
  }
}
