import { expect, it } from 'vitest';

import { medianOfEach, summarize } from './statistics.ts';

it.each([
  [[], undefined],
  [[3], { count: 1, median: 3, worst: 3 }],
  [[4, 1], { count: 2, median: 2.5, worst: 4 }],
  [[9, 1, 2], { count: 3, median: 2, worst: 9 }],
  [[4, 1, 3, 2], { count: 4, median: 2.5, worst: 4 }],
])('summarizes %j', (figures, summary) => {
  expect(summarize(figures)).toEqual(summary);
});

it('takes the median of each stage over the runs that have it', () => {
  expect(medianOfEach([{ a: 1, b: 5 }, { a: 3 }, { a: 2, c: 7 }])).toEqual({ a: 2, b: 5, c: 7 });
});
