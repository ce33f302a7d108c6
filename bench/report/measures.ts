import type { SourceKind } from '../sources/bench-source.ts';
import type { ContenderResult } from './results.ts';

/** A goal for Lectern: against the classic command in the same run, or a figure of its own. */
export type Goal =
  | { readonly kind: 'ratioAtMost' | 'atMost' | 'atLeast'; readonly limit: number }
  | { readonly kind: 'notBelowClassic' };

/** One line of the comparison. */
export interface Measure {
  readonly label: string;
  readonly digits: number;
  /** Undefined where it was not measured. */
  readonly value: (result: ContenderResult) => number | undefined;
  readonly goal?: Goal;
  /** Scores and figures whose ratio says nothing. */
  readonly hasRatio?: false;
}

const MEGABYTE = 1e6;
/** The rendition that the quality goals are about. */
const JUDGED_HEIGHT = 720;

/** Everything the bench compares, in the order of the table, with the goals for this kind of source. */
export function measuresOf(kind: SourceKind, heights: readonly number[]): Measure[] {
  const isLecture = kind === 'lecture';
  const quality = heights
    .toSorted((a, b) => b - a)
    .flatMap((height): Measure[] => {
      const score = (result: ContenderResult) => result.renditions.find((one) => one.height === height)?.vmaf;
      const isJudged = height === JUDGED_HEIGHT;
      return [
        {
          label: `VMAF ${height}p, mean`,
          digits: 1,
          value: (result) => score(result)?.mean,
          hasRatio: false,
          ...(isJudged && { goal: { kind: 'atLeast', limit: 95 } }),
        },
        {
          label: `VMAF ${height}p, worst frame`,
          digits: 1,
          value: (result) => score(result)?.worst,
          hasRatio: false,
          ...(isJudged && isLecture && { goal: { kind: 'notBelowClassic' } }),
        },
      ];
    });
  return [
    {
      label: 'CPU, s',
      digits: 1,
      value: (result) => result.cpuSeconds,
      goal: { kind: 'ratioAtMost', limit: isLecture ? 0.42 : 0.33 },
    },
    { label: 'wall clock, s', digits: 1, value: (result) => result.wallSeconds },
    {
      label: 'package, MB',
      digits: 2,
      value: (result) => result.packageBytes / MEGABYTE,
      goal: { kind: 'ratioAtMost', limit: isLecture ? 0.2 : 0.7 },
    },
    { label: 'peak memory, MB', digits: 0, value: (result) => result.peakMemoryBytes / MEGABYTE },
    {
      label: 'peak temporary disk, MB',
      digits: 1,
      value: (result) => result.peakTemporaryBytes / MEGABYTE,
      goal: { kind: 'atMost', limit: 100 },
      hasRatio: false,
    },
    {
      label: 'first segment, lowest, s',
      digits: 2,
      value: (result) => result.firstSeconds.lowest,
      goal: { kind: 'atMost', limit: 2 },
    },
    { label: 'the same with its sound, s', digits: 2, value: (result) => result.firstSeconds.lowestWithSound },
    {
      label: 'first segment, every, s',
      digits: 2,
      value: (result) => result.firstSeconds.every,
      goal: { kind: 'ratioAtMost', limit: 0.2 },
    },
    ...quality,
  ];
}

/** What a goal says and whether it is met; `isMet` is undefined where a figure is missing. */
export function judge(
  goal: Goal,
  lectern: number | undefined,
  classic: number | undefined,
): { text: string; isMet: boolean | undefined } {
  const known = lectern !== undefined;
  const both = known && classic !== undefined;
  switch (goal.kind) {
    case 'ratioAtMost':
      return { text: `ratio <= ${goal.limit}`, isMet: both ? lectern / classic <= goal.limit : undefined };
    case 'atMost':
      return { text: `<= ${goal.limit}`, isMet: known ? lectern <= goal.limit : undefined };
    case 'atLeast':
      return { text: `>= ${goal.limit}`, isMet: known ? lectern >= goal.limit : undefined };
    case 'notBelowClassic':
      return { text: '>= classic', isMet: both ? lectern >= classic : undefined };
  }
}
