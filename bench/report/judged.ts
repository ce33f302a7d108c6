import { type Goal, judge } from './measures.ts';
import { summarize } from './statistics.ts';

/** A share of the machine above this, taken by others before a run, makes its times upper bounds. */
const QUIET_SHARE = 0.1;

/** Columns of `latencyCells`. */
export const LATENCY_HEADER = ['runs', 'median, s', 'goal', 'met', 'worst, s', 'goal', 'met'];

/** Median and worst of some runs, each beside its goal in seconds. */
export function latencyCells(runs: readonly { readonly seconds: number }[], median: number, worst: number): string[] {
  const summary = summarize(runs.map(({ seconds }) => seconds));
  return [
    String(runs.length),
    ...judged(summary?.median, { kind: 'atMost', limit: median }),
    ...judged(summary?.worst, { kind: 'atMost', limit: worst }),
  ];
}

/** The figure, the goal, whether it is met. */
export function judged(figure: number | undefined, goal: Goal, digits = 2): string[] {
  const { text, isMet } = judge(goal, figure, undefined);
  return [figure?.toFixed(digits) ?? '', text, isMet === undefined ? '' : isMet ? 'yes' : 'NO'];
}

/** In how many runs others used the machine. */
export function busyText(shares: readonly number[]): string {
  const busy = shares.filter((share) => share > QUIET_SHARE).length;
  return busy === 0 ? 'none' : `${busy} of ${shares.length}`;
}
