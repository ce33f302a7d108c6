import { expect, it } from 'vitest';

import { runsOf } from './filled-runs.ts';

it.each([
  [[], []],
  [[7], [[7, 1]]],
  [[0, 1, 2, 3], [[0, 4]]],
  [
    [9, 0, 5, 1, 4, 1],
    [
      [0, 2],
      [4, 2],
      [9, 1],
    ],
  ],
])('writes the segments %j as runs', (indexes, runs) => {
  expect(runsOf(indexes)).toEqual(runs);
});
