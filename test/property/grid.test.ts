import fc from 'fast-check';
import { expect, it } from 'vitest';

import { keyFrameTimes as forcedKeyFrames } from '../../src/media/ffmpeg/picture-filters.ts';
import { audioFrameCount, audioFrameStartSample, audioSegmentStartFrame } from '../../src/media/grid/audio-grid.ts';
import {
  gridDuration,
  makeGrid,
  segmentCount,
  segmentDuration,
  segmentStart,
  targetDurationSeconds,
} from '../../src/media/grid/grid.ts';
import { planAudioChunks, planChunks } from '../../src/media/plan/plan-chunks.ts';
import type { Chunk, PlanDraft } from '../../src/media/plan/plan.ts';
import { renditionSegmentFrames, renditionStartFrame } from '../../src/media/plan/rendition-frames.ts';
import { add, compare, multiply, type Rational, rational, subtract, toNumber } from '../../src/media/rational.ts';

/** Any rate that a plan may have: the standard ones, whole ones, halves and what cameras make up. */
const rates = fc.oneof(
  fc.constantFrom(rational(24_000, 1001), rational(30_000, 1001), rational(60_000, 1001), rational(50), rational(60)),
  fc.integer({ min: 1, max: 60 }).map((rate) => rational(rate)),
  fc.integer({ min: 2, max: 119 }).map((half) => rational(half, 2)),
  fc.integer({ min: 1500, max: 90_000 }).map((ticks) => rational(90_000, ticks)),
);
const segmentLengths = fc.integer({ min: 1000, max: 10_000 }).map((milliseconds) => rational(milliseconds, 1000));
const policies = fc.record({ leadSegments: fc.array(segmentLengths, { maxLength: 4 }), segment: segmentLengths });
const frameCounts = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 30_000 }));
const grids = fc
  .record({ rate: rates, frames: frameCounts, policy: policies, hasHalfRate: fc.boolean() })
  .map((input) => ({ ...input, grid: makeGrid(input.rate, input.frames, input.policy, input.hasHalfRate) }));
const tracks = fc.record({
  sampleRate: fc.constantFrom(44_100, 48_000),
  firstFrameSample: fc.integer({ min: -1023, max: 0 }),
});

function indexes(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

it('a grid covers every frame once, in order', () => {
  fc.assert(
    fc.property(grids, ({ grid, frames }) => {
      const { boundaries } = grid;
      expect(boundaries[0]).toBe(0);
      expect(boundaries.at(-1)).toBe(frames);
      boundaries.forEach((frame, i) => i > 0 && expect(frame).toBeGreaterThan(boundaries[i - 1]!));
    }),
  );
});

it('durations of segments add up to the whole exactly, and each begins where the one before ends', () => {
  fc.assert(
    fc.property(grids, ({ grid, rate, frames }) => {
      const total = indexes(segmentCount(grid)).reduce((sum, i) => add(sum, segmentDuration(grid, i)), rational(0));
      expect(total).toEqual(gridDuration(grid));
      expect(multiply(total, rate)).toEqual(rational(frames));
      for (const i of indexes(segmentCount(grid))) {
        expect(add(segmentStart(grid, i), segmentDuration(grid, i))).toEqual(segmentStart(grid, i + 1));
      }
    }),
  );
});

it('segments are as long as was asked for, but for a remainder; none is over the target duration by half a second', () => {
  fc.assert(
    fc.property(grids, ({ grid, rate, policy, hasHalfRate }) => {
      const unit = (hasHalfRate ? 2 : 1) / toNumber(rate);
      const target = targetDurationSeconds(grid);
      for (const i of indexes(segmentCount(grid))) {
        const seconds = toNumber(segmentDuration(grid, i));
        const wanted = toNumber(policy.leadSegments[i] ?? policy.segment);
        if (i < segmentCount(grid) - 1) expect(Math.abs(seconds - wanted)).toBeLessThanOrEqual(unit / 2 + unit + 1e-9);
        // The last one is a remainder of at least a second, or took one shorter than that.
        else if (i > 0) expect(seconds).toBeGreaterThanOrEqual(Math.min(1, wanted - unit) - 1e-9);
        expect(seconds).toBeLessThan(target + 0.5 + 1e-9);
      }
    }),
  );
});

it('borders lie at the same times in all renditions, and half a rate loses no frame that it should show', () => {
  fc.assert(
    fc.property(
      grids.filter(({ hasHalfRate }) => hasHalfRate),
      ({ grid, rate, frames }) => {
        const half = { isHalfRate: true };
        const count = segmentCount(grid);
        expect(renditionStartFrame(grid, half, count)).toBe(Math.ceil(frames / 2));
        for (const i of indexes(count)) {
          expect(multiply(rational(renditionStartFrame(grid, half, i) * 2), rational(rate.den, rate.num))).toEqual(
            segmentStart(grid, i),
          );
          expect(renditionSegmentFrames(grid, half, i)).toBeGreaterThan(0);
        }
      },
    ),
  );
});

it('cells of sound cover every frame once, none is empty, and sound ends within a frame after the picture', () => {
  fc.assert(
    fc.property(grids, tracks, ({ grid }, track) => {
      const count = segmentCount(grid);
      const starts = indexes(count + 1).map((i) => audioSegmentStartFrame(grid, track, i));
      expect(starts[0]).toBe(0);
      expect(starts.at(-1)).toBe(audioFrameCount(grid, track));
      starts.forEach((start, i) => i > 0 && expect(start).toBeGreaterThan(starts[i - 1]!));
      const frame = rational(1024, track.sampleRate);
      for (const i of indexes(count + 1).slice(1)) {
        // The first frame of a segment begins at its border or less than a frame later.
        const begins = rational(audioFrameStartSample(track, starts[i]!), track.sampleRate);
        const late: Rational = subtract(begins, segmentStart(grid, i));
        expect(compare(late, rational(0))).toBeGreaterThanOrEqual(0);
        expect(compare(late, frame)).toBeLessThan(0);
      }
    }),
  );
});

it('chunks cover every segment once, in order, and are no longer than a minute', () => {
  const keyFrames = fc
    .array(fc.integer({ min: 1, max: 30_000 }), { maxLength: 200 })
    .map((gaps) => gaps.reduce<number[]>((times, gap) => [...times, (times.at(-1) ?? 0) + gap / 1000], [0]));
  fc.assert(
    fc.property(grids, keyFrames, ({ grid }, times) => {
      const plans: readonly (readonly Chunk[])[] = [planChunks(grid, times).chunks, planAudioChunks(grid)];
      for (const chunks of plans) {
        const covered = chunks.flatMap((chunk) => indexes(chunk.segmentCount).map((i) => chunk.firstSegment + i));
        expect(covered).toEqual(indexes(segmentCount(grid)));
      }
      for (const chunk of plans[0]!) {
        const seconds = toNumber(
          subtract(segmentStart(grid, chunk.firstSegment + chunk.segmentCount), segmentStart(grid, chunk.firstSegment)),
        );
        expect(seconds <= 60 + 1e-9 || chunk.segmentCount === 1).toBe(true);
      }
    }),
  );
});

it('forced key frames name the first frame of each segment: within half a frame of its time, on the clock of the chunk', () => {
  fc.assert(
    fc.property(grids, fc.nat(), fc.nat(), ({ grid, rate }, a, b) => {
      const firstSegment = a % segmentCount(grid);
      const chunk = { firstSegment, segmentCount: 1 + (b % (segmentCount(grid) - firstSegment)) };
      const times = forcedKeyFrames({ grid } as PlanDraft, chunk)
        .split(',')
        .map(Number);
      expect(times).toHaveLength(chunk.segmentCount);
      times.forEach((time, i) => {
        const frames = grid.boundaries[firstSegment + i]! - grid.boundaries[firstSegment]!;
        const exact = (frames * rate.den) / rate.num;
        // FFmpeg forces the first frame whose time is not before the listed one: it may not lie after the frame.
        expect(Math.abs(time - exact)).toBeLessThan(1e-6);
      });
    }),
  );
});
