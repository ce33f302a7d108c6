import { describe, expect, it } from 'vitest';

import { MediaError } from '../media-error.ts';
import { rational, toNumber } from '../rational.ts';
import {
  DEFAULT_GRID_POLICY,
  gridDuration,
  makeGrid,
  segmentCount,
  segmentDuration,
  segmentStart,
  segmentStartFrame,
  targetDurationSeconds,
} from './grid.ts';

const PAL = rational(25);
const NTSC = rational(30_000, 1001);
/** Cinema and broadcast. */
const STANDARD_RATES = [
  rational(24_000, 1001),
  rational(24),
  PAL,
  NTSC,
  rational(30),
  rational(50),
  rational(60_000, 1001),
  rational(60),
];

describe('makeGrid', () => {
  it.each([
    ['three short segments, then long ones', PAL, 600, [0, 50, 100, 150, 250, 350, 450, 550, 600]],
    ['frames of 29.97 a second', NTSC, 440, [0, 60, 120, 180, 300, 440]],
    ['a remainder of a second stays', PAL, 175, [0, 50, 100, 150, 175]],
    ['a remainder under a second joins the one before', PAL, 174, [0, 50, 100, 174]],
    ['less than a segment', PAL, 49, [0, 49]],
    ['exactly one segment', PAL, 50, [0, 50]],
    ['one frame', PAL, 1, [0, 1]],
    ['one frame more than a segment', PAL, 51, [0, 51]],
    ['one frame a second', rational(1), 13, [0, 2, 4, 6, 10, 13]],
    ['six frames in five seconds', rational(6, 5), 12, [0, 2, 4, 6, 12]],
  ])('%s', (_name, rate, frames, boundaries) => {
    expect(makeGrid(rate, frames, DEFAULT_GRID_POLICY)).toEqual({ frameRate: rate, boundaries });
  });

  it.each(STANDARD_RATES.map((rate) => [`${rate.num}/${rate.den}`, rate] as const))(
    'cuts %s into whole frames nearest to 2 and 4 s',
    (_name, rate) => {
      const nominal = Math.round(toNumber(rate) * 2);
      const grid = makeGrid(rate, nominal * 50, DEFAULT_GRID_POLICY);
      expect(grid.boundaries.slice(0, 6)).toEqual([0, 1, 2, 3, 5, 7].map((n) => n * nominal));
      expect(toNumber(segmentDuration(grid, 3))).toBeCloseTo(4, 1);
      expect(targetDurationSeconds(grid)).toBe(4);
    },
  );

  it('cuts on even frames where a rendition takes every second one, whatever the segment length', () => {
    const policy = { leadSegments: [], segment: rational(10, 3) };
    for (const rate of [rational(50), rational(60_000, 1001), rational(60)]) {
      const grid = makeGrid(rate, 3001, policy, true);
      expect(grid.boundaries.slice(0, -1).every((frame) => frame % 2 === 0)).toBe(true);
      expect(grid.boundaries.at(-1)).toBe(3001);
    }
  });

  it('keeps segments of a third of ten seconds within half a frame', () => {
    const grid = makeGrid(NTSC, 3000, { leadSegments: [], segment: rational(10, 3) });
    expect(grid.boundaries.slice(0, 4)).toEqual([0, 100, 200, 300]);
  });

  it.each([0, -1, 1.5, NaN, Infinity])('refuses %d frames', (frames) => {
    expect(() => makeGrid(PAL, frames, DEFAULT_GRID_POLICY)).toThrow(MediaError);
  });

  it('never makes a segment without a frame, even of long frames', () => {
    const grid = makeGrid(rational(1), 9, { leadSegments: [rational(1, 10)], segment: rational(1, 3) });
    expect(grid.boundaries).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('holds twelve hours at 60 frames a second', () => {
    const grid = makeGrid(rational(60), 12 * 3600 * 60, DEFAULT_GRID_POLICY);
    expect(segmentCount(grid)).toBe(10_802);
    expect(gridDuration(grid)).toEqual(rational(43_200));
  });
});

describe('a grid', () => {
  const grid = makeGrid(NTSC, 440, DEFAULT_GRID_POLICY);

  it('tells starts and lengths exactly', () => {
    expect(segmentStart(grid, 3)).toEqual(rational(180 * 1001, 30_000));
    expect(segmentDuration(grid, 4)).toEqual(rational(140 * 1001, 30_000));
    expect(segmentStartFrame(grid, segmentCount(grid))).toBe(440);
    expect(() => segmentStartFrame(grid, 6)).toThrow('wanted a segment from 0 to 5, got 6');
    expect(() => segmentStartFrame(grid, -1)).toThrow(MediaError);
  });

  it('rounds the target duration, as players compare with rounded EXTINF (RFC 8216, 4.3.3.1)', () => {
    expect(targetDurationSeconds(grid)).toBe(5);
    expect(targetDurationSeconds(makeGrid(rational(60), 1, DEFAULT_GRID_POLICY))).toBe(1);
  });
});
