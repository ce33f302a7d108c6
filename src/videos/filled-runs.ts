/** Filled segments that follow each other: the index of the first, and how many. */
export type FilledRun = readonly [firstSegment: number, segmentCount: number];

/** Segment indexes, in any order, as the fewest runs; ascending. An index given twice counts once. */
export function runsOf(segmentIndexes: Iterable<number>): FilledRun[] {
  const runs: [number, number][] = [];
  for (const index of [...segmentIndexes].toSorted((a, b) => a - b)) {
    const last = runs.at(-1);
    const end = last === undefined ? -1 : last[0] + last[1];
    if (last === undefined || index > end) runs.push([index, 1]);
    else if (index === end) last[1]++;
  }
  return runs;
}
