/** Filled cells of one rendition, with what they cost. */
export interface RenditionProgress {
  readonly renditionId: string;
  readonly cells: number;
  readonly filled: number;
  /** Encoder wall time of the filled cells. */
  readonly costMs: number;
}

/** How far an encode is. */
export interface Progress {
  /** Filled over all cells, one decimal, never rounded up to 100. */
  readonly percent: number;
  readonly perRendition: Readonly<Record<string, number>>;
  /** Undefined until the first cell is filled, and when nothing is left. */
  readonly secondsLeft?: number;
}

/** Progress of a video that has no plan yet. */
export const NO_PROGRESS: Progress = { percent: 0, perRendition: {} };

/**
 * Honest progress from the cells alone: what is left costs what this video's own cells cost on average.
 *
 * `encodersAtOnce` FFmpegs share the work. Renditions without a filled cell are judged by the dearest one that has some,
 * once any has.
 */
export function progressOf(renditions: readonly RenditionProgress[], encodersAtOnce: number): Progress {
  const cells = sum(renditions, (each) => each.cells);
  const filled = sum(renditions, (each) => each.filled);
  if (cells === 0) return NO_PROGRESS;
  const perRendition = Object.fromEntries(
    renditions.map((each) => [each.renditionId, percentOf(each.filled, each.cells)]),
  );
  const percent = percentOf(filled, cells);
  const begun = renditions.filter((each) => each.filled > 0);
  if (begun.length === 0 || filled === cells) return { percent, perRendition };
  const dearest = Math.max(...begun.map(meanCost));
  const msLeft = sum(renditions, (each) => (each.cells - each.filled) * (each.filled > 0 ? meanCost(each) : dearest));
  return { percent, perRendition, secondsLeft: Math.ceil(msLeft / 1000 / Math.max(1, encodersAtOnce)) };
}

function percentOf(filled: number, cells: number): number {
  return Math.floor((filled / cells) * 1000) / 10;
}

function meanCost(each: RenditionProgress): number {
  return each.costMs / each.filled;
}

function sum<T>(values: readonly T[], pick: (value: T) => number): number {
  return values.reduce((total, value) => total + pick(value), 0);
}
