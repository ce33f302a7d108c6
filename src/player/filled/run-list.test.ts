import { describe, expect, it } from 'vitest';
import { commonRuns, countAll, countFrom, joinRuns } from './run-list.ts';
import type { Run } from './run-list.ts';

const runs: Run[] = [
  [0, 3],
  [10, 5],
];

describe('runs of segments', () => {
  it.each<{ more: Run[]; joined: Run[] }>([
    { more: [], joined: runs },
    {
      more: [[3, 2]],
      joined: [
        [0, 5],
        [10, 5],
      ],
    },
    { more: [[3, 7]], joined: [[0, 15]] },
    { more: [[12, 1]], joined: runs },
    {
      more: [[13, 9]],
      joined: [
        [0, 3],
        [10, 12],
      ],
    },
    {
      more: [
        [20, 1],
        [5, 1],
      ],
      joined: [
        [0, 3],
        [5, 1],
        [10, 5],
        [20, 1],
      ],
    },
  ])('takes $more in', ({ more, joined }) => {
    expect(joinRuns(runs, more)).toEqual(joined);
  });

  it('finds what two lists have in common', () => {
    expect(commonRuns(runs, [[2, 9]])).toEqual([
      [2, 1],
      [10, 1],
    ]);
    expect(commonRuns(runs, [[3, 7]])).toEqual([]);
  });

  it.each([
    [0, 3],
    [2, 1],
    [3, 0],
    [10, 5],
    [15, 0],
  ])('counts on from %i to the next gap: %i', (from, count) => {
    expect(countFrom(runs, from)).toBe(count);
  });

  it('counts all', () => {
    expect(countAll(runs)).toBe(8);
  });
});
