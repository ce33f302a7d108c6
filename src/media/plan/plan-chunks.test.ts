import { describe, expect, it } from 'vitest';

import { DEFAULT_GRID_POLICY, makeGrid } from '../grid/grid.ts';
import { rational } from '../rational.ts';
import { leastWastedSeconds, planAudioChunks, planChunks } from './plan-chunks.ts';

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
    const found = starts(120, []).filter((start) => start < 80);
    const lengths = found.slice(1).map((start, i) => start - (found[i] ?? 0));
    expect(found[0]).toBe(0);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(20);
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(6);
  });

  it('takes ever less towards the end, so that nobody works on a long last chunk alone', () => {
    for (const keyFrames of [[], every(10, 180), every(8.33, 180)]) {
      const begins = starts(180, keyFrames);
      const lengths = begins.map((start, i) => (begins[i + 1] ?? 180) - start);
      expect(lengths.at(-1)).toBeLessThanOrEqual(12);
      for (const [i, length] of lengths.entries()) {
        const rest = 180 - (begins[i] ?? 0);
        expect(length, `of the last ${rest} s`).toBeLessThanOrEqual(Math.max(12, rest / 2));
      }
    }
    // What that decodes in vain is little against one encoder that waits for half a minute.
    expect(planChunks(gridOf(180), every(10, 180)).wastedSeconds).toBeLessThanOrEqual(10);
  });

  it('takes a short video with one key frame whole: to begin anywhere else costs more than it brings', () => {
    expect(starts(10, [0])).toEqual([0]);
  });

  it('begins where key frames are, when they fall on the grid', () => {
    expect(starts(300, every(10, 300)).filter((start) => start < 200)).toEqual([
      0, 10, 30, 50, 70, 90, 110, 130, 150, 170, 190,
    ]);
    expect(leastWastedSeconds(gridOf(300), every(10, 300))).toBe(0);
  });

  it('throws away little of key frames that never fall on the grid', () => {
    for (const step of [2.5, 3.7, 8.3, 9.99]) {
      const { wastedSeconds } = planChunks(gridOf(600), every(step, 600));
      expect(wastedSeconds, `key frames every ${step} s`).toBeLessThan(600 * 0.1);
    }
  });

  it('counts what cutting must throw away: nothing of a minute with one key frame, much of ten', () => {
    expect(leastWastedSeconds(gridOf(50), [0])).toBe(0);
    expect(leastWastedSeconds(gridOf(600), [0])).toBeGreaterThan(1000);
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
