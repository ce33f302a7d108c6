import { describe, expect, it } from 'vitest';

import { DEFAULT_GRID_POLICY, makeGrid, segmentCount } from '../grid/grid.ts';
import { rational } from '../rational.ts';
import { planAudioChunks, planChunks } from './plan-chunks.ts';

/** 25 frames a second for so many seconds. */
function gridOf(seconds: number): ReturnType<typeof makeGrid> {
  return makeGrid(rational(25), seconds * 25, DEFAULT_GRID_POLICY);
}

function every(step: number, seconds: number): number[] {
  return Array.from({ length: Math.ceil(seconds / step) }, (_, i) => i * step);
}

/** Seconds at which chunks begin. */
function starts(seconds: number, keyFrames: readonly number[]): number[] {
  const grid = gridOf(seconds);
  return planChunks(grid, keyFrames).chunks.map((chunk) => (grid.boundaries[chunk.firstSegment] ?? NaN) / 25);
}

describe('planChunks', () => {
  it('takes about twelve seconds at a time where every place is as good', () => {
    const found = starts(120, []);
    const lengths = found.map((start, i) => (found[i + 1] ?? 120) - start);
    expect(found[0]).toBe(0);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(20);
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(6);
  });

  it('begins where key frames are, when they fall on the grid', () => {
    expect(starts(90, every(10, 90))).toEqual([0, 10, 30, 50, 70]);
    expect(planChunks(gridOf(90), every(10, 90)).wastedSeconds).toBe(0);
  });

  it('throws away little of key frames that never fall on the grid', () => {
    for (const step of [2.5, 3.7, 8.3, 9.99]) {
      const { wastedSeconds } = planChunks(gridOf(600), every(step, 600));
      expect(wastedSeconds, `key frames every ${step} s`).toBeLessThan(600 * 0.1);
    }
  });

  it('makes one chunk of a minute where there is only the first key frame, and counts what that wastes', () => {
    const { chunks, wastedSeconds } = planChunks(gridOf(50), [0]);
    expect(chunks).toEqual([{ firstSegment: 0, segmentCount: segmentCount(gridOf(50)) }]);
    expect(wastedSeconds).toBe(0);
    expect(planChunks(gridOf(600), [0]).wastedSeconds).toBeGreaterThan(1000);
  });

  it('never makes a chunk longer than a minute, unless one segment is', () => {
    const grid = gridOf(600);
    for (const chunk of planChunks(grid, [0]).chunks) {
      const end = grid.boundaries[chunk.firstSegment + chunk.segmentCount]!;
      expect((end - grid.boundaries[chunk.firstSegment]!) / 25).toBeLessThanOrEqual(60);
    }
    const slow = makeGrid(rational(1), 300, { leadSegments: [], segment: rational(100) });
    expect(planChunks(slow, [0]).chunks).toHaveLength(3);
  });

  it('does not count a key frame that lies after a border', () => {
    // A thousandth too late: decoding must begin ten seconds earlier.
    const { chunks } = planChunks(gridOf(40), [0, 10.001, 20.001, 30.001]);
    const begins = chunks.map((chunk) => chunk.firstSegment);
    expect(begins).not.toContain(4);
  });

  it('plans twelve hours of nothing but key frames in no time', () => {
    const seconds = 12 * 3600;
    const startedAt = performance.now();
    const { chunks } = planChunks(gridOf(seconds), every(0.04, seconds));
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(chunks.length).toBeGreaterThan(2000);
  });
});

describe('planAudioChunks', () => {
  it('makes a short first chunk, then a minute at a time, whatever is left last', () => {
    const grid = gridOf(200);
    const begins = planAudioChunks(grid).map((chunk) => grid.boundaries[chunk.firstSegment]! / 25);
    expect(begins).toEqual([0, 10, 70, 130, 190]);
    expect(planAudioChunks(gridOf(1))).toEqual([{ firstSegment: 0, segmentCount: 1 }]);
  });
});
