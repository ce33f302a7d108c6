import { describe, expect, it } from 'vitest';

import { rational, type Rational, toNumber } from '../rational.ts';
import { type FrameTicks, measureFrameTiming } from './frame-timing.ts';

const MILLISECONDS = rational(1, 1000);

/** Frames of a constant rate as a writer with this clock notes them, `firstTick` first. */
function frames(rate: Rational, count: number, timeBase: Rational, firstTick = 0): FrameTicks[] {
  const ticksPerFrame = (timeBase.den * rate.den) / (timeBase.num * rate.num);
  return Array.from({ length: count }, (_, i) => ({
    pts: firstTick + Math.round(i * ticksPerFrame),
    duration: Math.round(ticksPerFrame),
    isKey: i % 50 === 0,
  }));
}

const RATES: readonly (readonly [string, Rational])[] = [
  ['23.976', rational(24_000, 1001)],
  ['24', rational(24)],
  ['25', rational(25)],
  ['29.97', rational(30_000, 1001)],
  ['30', rational(30)],
  ['50', rational(50)],
  ['59.94', rational(60_000, 1001)],
  ['60', rational(60)],
  ['120', rational(120)],
  ['15', rational(15)],
  ['10', rational(10)],
  ['12.5', rational(25, 2)],
  ['5', rational(5)],
  ['1', rational(1)],
  ['0.5', rational(1, 2)],
];

describe('measureFrameTiming', () => {
  it.each(RATES)('finds %s frames a second exactly in a clock of 1/90000 s', (_name, rate) => {
    for (const count of [2, 3, 60, 5000]) {
      const timing = measureFrameTiming(frames(rate, count, rational(1, 90_000), 126_000), rational(1, 90_000));
      expect(timing).toMatchObject({ frameCount: count, startTime: rational(7, 5) });
      const found = toNumber(timing!.constantRate!) / toNumber(rate);
      // A clock that cannot hold 23.976 exactly allows other rates until there are enough frames.
      expect(Math.abs(found - 1)).toBeLessThan(count < 60 ? 1e-3 : 2e-5);
    }
  });

  it.each(RATES.filter(([, rate]) => rate.den === 1 || rate.den === 2))(
    'finds %s frames a second exactly in a clock of milliseconds',
    (_name, rate) => {
      for (const count of [20, 300, 20_000]) {
        expect(measureFrameTiming(frames(rate, count, MILLISECONDS), MILLISECONDS)!.constantRate).toEqual(rate);
      }
    },
  );

  it.each(RATES)('knows %s frames a second again after milliseconds were written into a finer clock', (_name, rate) => {
    // Matroska or FLV, rewritten as MP4: FFmpeg makes 16,000 ticks a second of 1,000.
    const rewritten = frames(rate, 600, MILLISECONDS).map((frame) => ({ ...frame, pts: frame.pts * 16 }));
    const found = measureFrameTiming(rewritten, rational(1, 16_000))!.constantRate;
    expect(Math.abs(toNumber(found!) / toNumber(rate) - 1)).toBeLessThan(2e-4);
  });

  it.each([
    ['29.83 frames of 3017 ticks', 3017, rational(90_000, 3017)],
    ['14.985 frames of 6006 ticks', 6006, rational(15_000, 1001)],
    ['7 frames of 12857 ticks', 12_857, rational(90_000, 12_857)],
  ])('keeps an odd rate as exactly as its clock does: %s', (_name, ticks, rate) => {
    const odd = Array.from({ length: 900 }, (_, i) => ({ pts: i * ticks, duration: ticks, isKey: false }));
    expect(measureFrameTiming(odd, rational(1, 90_000))!.constantRate).toEqual(rate);
  });

  it('allows a camera that drops one frame in a hundred', () => {
    const dropped = frames(rational(30), 3000, rational(1, 90_000)).filter((_, i) => i % 100 !== 50);
    expect(measureFrameTiming(dropped, rational(1, 90_000))).toMatchObject({
      constantRate: rational(30),
      frameCount: 2970,
    });
  });

  it('calls a rate variable where one frame in ten is missing', () => {
    const dropped = frames(rational(30), 3000, rational(1, 90_000)).filter((_, i) => i % 10 !== 5);
    const timing = measureFrameTiming(dropped, rational(1, 90_000))!;
    expect(timing.constantRate).toBeUndefined();
    expect(toNumber(timing.averageRate!)).toBeCloseTo(27, 0);
  });

  it('does not take steps of one and two ticks for a constant rate of one and a half', () => {
    // 30 frames a second of which a third is missing, on a clock of 1/30 s.
    const some = frames(rational(30), 900, rational(1, 30)).filter((frame) => (frame.pts * 7919) % 97 < 65);
    expect(measureFrameTiming(some, rational(1, 30))!.constantRate).toBeUndefined();
  });

  it('takes frames in any order, and counts two at the same time', () => {
    const shuffled = frames(rational(25), 100, MILLISECONDS).toSorted(
      (a, b) => ((a.pts * 7919) % 101) - ((b.pts * 7919) % 101),
    );
    const timing = measureFrameTiming([...shuffled, { pts: 40, duration: 40, isKey: true }], MILLISECONDS)!;
    expect(timing).toMatchObject({
      frameCount: 101,
      startTime: rational(0),
      endTime: rational(4),
      constantRate: rational(25),
    });
    expect(timing.keyFrameTimes).toEqual([0, 0.04, 2]);
  });

  it('ends one frame after the last where writers forget or exaggerate its length', () => {
    for (const duration of [undefined, 0, 1, 90_000]) {
      const list = frames(rational(25), 50, rational(1, 90_000));
      list[49] = { ...list[49]!, duration };
      expect(measureFrameTiming(list, rational(1, 90_000))!.endTime).toEqual(rational(2));
    }
  });

  it('knows one frame and its length, and nothing of no frames', () => {
    expect(measureFrameTiming([{ pts: 5, duration: 40, isKey: true }], MILLISECONDS)).toEqual({
      frameCount: 1,
      startTime: rational(1, 200),
      endTime: rational(9, 200),
      constantRate: undefined,
      phaseTime: undefined,
      averageRate: undefined,
      keyFrameTimes: [0.005],
    });
    expect(measureFrameTiming([], MILLISECONDS)).toBeUndefined();
  });

  it('survives frames that all have the same time', () => {
    const same = Array.from({ length: 5 }, () => ({ pts: 7, duration: undefined, isKey: true }));
    expect(measureFrameTiming(same, MILLISECONDS)).toMatchObject({
      frameCount: 5,
      constantRate: undefined,
      averageRate: undefined,
    });
  });
});
