import { expect, it } from 'vitest';
import { startSecondsOf } from './start-seconds.ts';

it.each([
  { at: 0, of: 600, start: 0 },
  { at: 2, of: 600, start: 0 },
  { at: 240.5, of: 600, start: 240.5 },
  { at: 598, of: 600, start: 0 },
  { at: 600, of: 600, start: 0 },
  // Its file was replaced by a shorter one.
  { at: 700, of: 600, start: 0 },
  { at: 17, of: 20, start: 17 },
  { at: 19, of: 20, start: 0 },
  { at: 90, of: undefined, start: 90 },
])('begins at $start s for who was at $at s of $of s', ({ at, of, start }) => {
  expect(startSecondsOf({ positionSeconds: at, coveragePercent: 0, isCompleted: false }, of)).toBe(start);
});
