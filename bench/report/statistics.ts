/** The middle of some figures (the mean of the two in the middle), and the largest. */
export interface Summary {
  readonly count: number;
  readonly median: number;
  readonly worst: number;
}

/** Median and worst of figures of which less is better; undefined without any. */
export function summarize(figures: readonly number[]): Summary | undefined {
  const sorted = figures.toSorted((a, b) => a - b);
  const worst = sorted.at(-1);
  if (worst === undefined) return undefined;
  const middle = (sorted.length - 1) / 2;
  const [low = worst, high = worst] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
  return { count: sorted.length, median: (low + high) / 2, worst };
}

/** The median of each key over some records, in the order in which keys appear; absent ones are left out of the count. */
export function medianOfEach(records: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const keys = [...new Set(records.flatMap((record) => Object.keys(record)))];
  return Object.fromEntries(
    keys.flatMap((key) => {
      const summary = summarize(records.flatMap((record) => record[key] ?? []));
      return summary ? [[key, summary.median]] : [];
    }),
  );
}
