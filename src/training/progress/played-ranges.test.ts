import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { coveredSeconds, creditRanges, type PlayedRange, unionOf } from './played-ranges.ts';

const DURATION = 100;
/** Whole seconds, so that the tolerance for neighbours plays no part. */
const range = fc.tuple(fc.integer({ min: -10, max: 110 }), fc.integer({ min: -10, max: 110 }));

/** The seconds of a video that were played, the slow way. */
function secondsOf(ranges: readonly PlayedRange[]): Set<number> {
  const seconds = new Set<number>();
  for (const [from, to] of ranges) for (let at = Math.max(0, from); at < Math.min(DURATION, to); at++) seconds.add(at);
  return seconds;
}

describe('the union of played parts', () => {
  it('covers what was played and nothing else, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(range), (ranges) => {
        const union = unionOf(ranges, DURATION);
        expect(secondsOf(union)).toEqual(secondsOf(ranges));
        expect(coveredSeconds(union)).toBe(secondsOf(ranges).size);
        for (const [i, [from, to]] of union.entries()) {
          expect(from).toBeLessThan(to);
          expect(from).toBeGreaterThan(union[i - 1]?.[1] ?? -1);
        }
        expect(unionOf(union.toReversed(), DURATION)).toEqual(union);
      }),
    );
  });

  it('joins what a tick of the player has left apart', () => {
    const ticks = [
      [0, 4.9],
      [5.1, 9.95],
      [10, 15],
    ] as const;
    expect(unionOf(ticks, DURATION)).toEqual([[0, 15]]);
  });

  it('stays small whatever is reported', () => {
    const crumbs = Array.from({ length: 5000 }, (_, i): PlayedRange => [i, i + (i === 4321 ? 0.6 : 0.5)]);
    const union = unionOf(crumbs, 10_000);
    expect(union).toHaveLength(1000);
    expect(union).toContainEqual([4321, 4321.6]);
  });
});

describe('credit', () => {
  it('never gives more than the budget, and never takes anything away', () => {
    fc.assert(
      fc.property(fc.array(range), fc.array(range), fc.integer({ min: 0, max: 200 }), (known, played, budget) => {
        const before = unionOf(known, DURATION);
        const { ranges, spentSeconds } = creditRanges(known, played, DURATION, budget);
        const gained = coveredSeconds(ranges) - coveredSeconds(before);
        expect(gained).toBe(spentSeconds);
        expect(gained).toBeLessThanOrEqual(budget);
        for (const second of secondsOf(before)) expect(secondsOf(ranges)).toContain(second);
        if (budget >= DURATION) expect(secondsOf(ranges)).toEqual(secondsOf([...known, ...played]));
      }),
    );
  });

  it('is spent in the order of playing', () => {
    expect(
      creditRanges(
        [],
        [
          [50, 60],
          [0, 10],
        ],
        DURATION,
        12,
      ).ranges,
    ).toEqual([
      [0, 2],
      [50, 60],
    ]);
  });
});
