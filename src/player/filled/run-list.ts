/** Numbers that follow each other: the first, and how many. */
export type Run = readonly [first: number, count: number];

/** Joins two lists of runs to the fewest runs, ascending. They may overlap and be in any order. */
export function joinRuns(runs: readonly Run[], more: readonly Run[]): Run[] {
  const joined: [number, number][] = [];
  for (const [first, count] of [...runs, ...more].toSorted((a, b) => a[0] - b[0])) {
    const last = joined.at(-1);
    if (last === undefined || first > last[0] + last[1]) joined.push([first, count]);
    else last[1] = Math.max(last[1], first + count - last[0]);
  }
  return joined;
}

/** What is in both of two ascending lists. */
export function commonRuns(a: readonly Run[], b: readonly Run[]): Run[] {
  return a.flatMap(([first, count]) =>
    b.flatMap(([otherFirst, otherCount]): Run[] => {
      const start = Math.max(first, otherFirst);
      const end = Math.min(first + count, otherFirst + otherCount);
      return end > start ? [[start, end - start]] : [];
    }),
  );
}

/** How many numbers from this one on are in the list without a gap; 0 when it is not in it. */
export function countFrom(runs: readonly Run[], from: number): number {
  const run = runs.find(([first, count]) => first <= from && from < first + count);
  return run === undefined ? 0 : run[0] + run[1] - from;
}

/** How many numbers there are in all. */
export function countAll(runs: readonly Run[]): number {
  return runs.reduce((sum, [, count]) => sum + count, 0);
}
