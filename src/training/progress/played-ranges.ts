/** A part of a video that was played: from a second to a later one. */
export type PlayedRange = readonly [fromSeconds: number, toSeconds: number];

/** Ends closer than this are one: players report at the ticks of their own clock. */
const JOIN_SECONDS = 0.3;
/** More pieces than anybody plays; of more, the shortest are forgotten. */
const MAX_RANGES = 1000;

/** The union of parts: sorted, apart from each other. What lies outside 0 to `durationSeconds`, or runs backwards, is no part. */
export function unionOf(ranges: readonly PlayedRange[], durationSeconds: number): PlayedRange[] {
  const inside = ranges
    .map(([from, to]): PlayedRange => [Math.max(0, from), Math.min(to, durationSeconds)])
    .filter(([from, to]) => to > from)
    .toSorted(([a], [b]) => a - b);
  const joined: Array<[number, number]> = [];
  for (const [from, to] of inside) {
    const last = joined.at(-1);
    if (last && from <= last[1] + JOIN_SECONDS) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  if (joined.length <= MAX_RANGES) return joined.map(rounded);
  const byLength = joined.toSorted((a, b) => b[1] - b[0] - (a[1] - a[0]));
  return byLength
    .slice(0, MAX_RANGES)
    .toSorted(([a], [b]) => a - b)
    .map(rounded);
}

/** Seconds of all parts of a union. */
export function coveredSeconds(ranges: readonly PlayedRange[]): number {
  return ranges.reduce((total, [from, to]) => total + (to - from), 0);
}

/**
 * The union of what was known and of what is new, in the order it was played, as far as `budgetSeconds` of new parts last.
 * What was known already costs nothing.
 */
export function creditRanges(
  known: readonly PlayedRange[],
  played: readonly PlayedRange[],
  durationSeconds: number,
  budgetSeconds: number,
): { readonly ranges: PlayedRange[]; readonly spentSeconds: number } {
  let ranges = unionOf(known, durationSeconds);
  let left = budgetSeconds;
  for (const [from, to] of played) {
    const credited: PlayedRange[] = [];
    for (const [start, end] of without([from, Math.min(to, durationSeconds)], ranges)) {
      const seconds = Math.min(end - start, left);
      left -= seconds;
      if (seconds > 0) credited.push([start, start + seconds]);
    }
    if (credited.length > 0) ranges = unionOf([...ranges, ...credited], durationSeconds);
  }
  return { ranges, spentSeconds: budgetSeconds - left };
}

/** What of a part is not in the union yet. */
function without([from, to]: PlayedRange, ranges: readonly PlayedRange[]): PlayedRange[] {
  const rest: PlayedRange[] = [];
  let at = Math.max(0, from);
  for (const [start, end] of ranges) {
    if (end <= at) continue;
    if (start >= to) break;
    if (start > at) rest.push([at, start]);
    at = end;
  }
  if (at < to) rest.push([at, to]);
  return rest;
}

function rounded([from, to]: readonly [number, number]): PlayedRange {
  return [Math.round(from * 1000) / 1000, Math.round(to * 1000) / 1000];
}
