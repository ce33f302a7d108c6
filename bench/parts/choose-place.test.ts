import { expect, it } from 'vitest';

import { choosePlace, seededShares } from './choose-place.ts';

const SEGMENTS = Array.from({ length: 50 }, (_, index) => ({ index, startSeconds: index * 4, durationSeconds: 4 }));

it('chooses places of which nothing is stored, away from where the player is', () => {
  const filled = new Set([30, 31, 40]);
  const share = seededShares(1);
  for (let time = 0; time < 200; time++) {
    const place = choosePlace(SEGMENTS, filled, 60, share);
    const index = place?.segment.index ?? -1;
    for (const near of [index, index + 1]) expect(filled.has(near)).toBe(false);
    expect(index < 12 || index >= 25).toBe(true);
    expect(place?.seconds).toBeGreaterThan(index * 4);
    expect(place?.seconds).toBeLessThan(index * 4 + 4);
  }
});

it('chooses none where everything is stored', () => {
  expect(choosePlace(SEGMENTS, new Set(SEGMENTS.map(({ index }) => index)), 0, seededShares(1))).toBeUndefined();
});

it('repeats itself for the same seed', () => {
  const row = (seed: number): number[] => Array.from({ length: 4 }, seededShares(seed));
  expect(row(3)).toEqual(row(3));
  expect(row(3)).not.toEqual(row(4));
  expect(row(3).every((share) => share >= 0 && share < 1)).toBe(true);
});
