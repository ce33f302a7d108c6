import { expect, it } from 'vitest';

import { NO_PROGRESS, progressOf } from './progress.ts';

const rendition = (renditionId: string, cells: number, filled: number, costMs: number) => ({
  renditionId,
  cells,
  filled,
  costMs,
});

it('counts cells, and never says 100 before the last one', () => {
  const progress = progressOf([rendition('360p', 2000, 2000, 1), rendition('720p', 2000, 1999, 1)], 2);
  expect(progress.percent).toBe(99.9);
  expect(progress.perRendition).toEqual({ '360p': 100, '720p': 99.9 });
});

it("estimates what is left from this video's own costs, shared by the encoders", () => {
  // 5 cells of 100 ms and 8 of 1000 ms are left: 8.5 s of encoding by two encoders.
  const both = [rendition('360p', 10, 5, 500), rendition('720p', 10, 2, 2000)];
  expect(progressOf(both, 2).secondsLeft).toBe(5);
  expect(progressOf(both, 1).secondsLeft).toBe(9);
});

it('judges a rendition that has not begun by the dearest one', () => {
  expect(progressOf([rendition('360p', 10, 10, 1000), rendition('720p', 10, 0, 0)], 1).secondsLeft).toBe(1);
});

it('says nothing where nothing is known', () => {
  expect(progressOf([], 2)).toEqual(NO_PROGRESS);
  expect(progressOf([rendition('360p', 4, 0, 0)], 2)).toEqual({ percent: 0, perRendition: { '360p': 0 } });
  expect(progressOf([rendition('360p', 4, 4, 9)], 2)).toEqual({ percent: 100, perRendition: { '360p': 100 } });
});
