/** Places a side of a sampled picture: few enough to forgive scaling, enough to see which way up it is. */
export const GRID = 32;

/** A picture whatever its shape, averaged over GRID x GRID areas: red, green, blue from 0 to 255, row by row. */
export type Picture = readonly number[];

/** How much two pictures differ, in steps of 255. */
export interface Difference {
  /** Of the mean colour, in the channel that differs most. */
  readonly meanColour: number;
  /** Of all places, on average. */
  readonly place: number;
}

/** Compares what is shown with what should be. */
export function differenceOf(shown: Picture, wanted: Picture): Difference {
  const sums = [0, 0, 0];
  let absolute = 0;
  wanted.forEach((value, i) => {
    const difference = (shown[i] ?? Number.NaN) - value;
    sums[i % 3] = (sums[i % 3] ?? 0) + difference;
    absolute += Math.abs(difference);
  });
  const places = GRID * GRID;
  return { meanColour: Math.max(...sums.map((sum) => Math.abs(sum) / places)), place: absolute / (places * 3) };
}

/** The seven wrong ways to hang a picture: turned, mirrored, both. */
export function wrongWays(picture: Picture): Picture[] {
  const last = GRID - 1;
  const from: ReadonlyArray<(x: number, y: number) => readonly [number, number]> = [
    (x, y) => [y, last - x],
    (x, y) => [last - x, last - y],
    (x, y) => [last - y, x],
    (x, y) => [last - x, y],
    (x, y) => [x, last - y],
    (x, y) => [y, x],
    (x, y) => [last - y, last - x],
  ];
  return from.map((place) =>
    Array.from({ length: GRID * GRID * 3 }, (_, i) => {
      const at = Math.floor(i / 3);
      const [x, y] = place(at % GRID, Math.floor(at / GRID));
      return picture[(y * GRID + x) * 3 + (i % 3)] ?? Number.NaN;
    }),
  );
}

/** Steps of 255: a plain or symmetric picture looks the same in all ways but for rounding. */
const INVISIBLE = 1;

/** What a shown picture may differ by. */
export interface Tolerance {
  readonly meanColour: number;
  readonly place: number;
}

/**
 * What is wrong with a shown picture, beside the one of `candidates` (source pictures around its time) that it is most
 * like; undefined when nothing is. A picture that looks much the same when turned or mirrored cannot tell its orientation.
 */
export function faultOf(shown: Picture, candidates: readonly Picture[], tolerance: Tolerance): string | undefined {
  const best = candidates
    .map((wanted) => ({ wanted, ...differenceOf(shown, wanted) }))
    .sort((a, b) => a.place - b.place)[0];
  if (best === undefined) return 'no picture of the source to compare with';
  const { wanted, meanColour, place } = best;
  const wrong = Math.min(...wrongWays(wanted).map((way) => differenceOf(shown, way).place));
  if (wrong < place - INVISIBLE)
    return `turned or mirrored: differs by ${place.toFixed(1)}, the wrong way by ${wrong.toFixed(1)}`;
  if (place > tolerance.place || meanColour > tolerance.meanColour) {
    return `differs by ${place.toFixed(1)} a place, ${meanColour.toFixed(1)} in mean colour`;
  }
  return undefined;
}
