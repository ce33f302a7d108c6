import { describe, expect, it } from 'vitest';

import type { VideoFacts } from '../facts/media-facts.ts';
import { rational, type Rational } from '../rational.ts';
import { outputFrameRate, takesHalfRate } from './output-frame-rate.ts';

/** Cinema and broadcast. */
const STANDARD_RATES = [
  ...[24_000, 30_000, 60_000].map((num) => rational(num, 1001)),
  ...[24, 25, 30, 50, 60].map((num) => rational(num)),
];

function video(timing: { constantRate?: Rational; averageRate?: Rational }, nominalFrameRate?: Rational): VideoFacts {
  const span = { frameCount: 1, startTime: rational(0), endTime: rational(1), keyFrameTimes: [] };
  return { timing: { ...span, ...timing }, nominalFrameRate } as unknown as VideoFacts;
}

function constant(rate: Rational): VideoFacts {
  return video({ constantRate: rate, averageRate: rate });
}

describe('outputFrameRate', () => {
  it.each(STANDARD_RATES.map((rate) => [`${rate.num}/${rate.den}`, rate] as const))('keeps %s', (_name, rate) => {
    expect(outputFrameRate(constant(rate))).toEqual({ rate, isSourceConstant: true });
  });

  it.each([
    ['29.97 as milliseconds tell it', rational(29_969, 1000), rational(30_000, 1001)],
    ['30 as milliseconds tell it', rational(29_999, 1000), rational(30)],
    ['59.94 as a camera tells it', rational(59_940, 1000), rational(60_000, 1001)],
    ['23.98', rational(2398, 100), rational(24_000, 1001)],
    ['a little more than 60', rational(6001, 100), rational(60)],
    ['10', rational(10), rational(10)],
    ['15', rational(15), rational(15)],
    ['12.5', rational(25, 2), rational(25, 2)],
    ['29.83', rational(90_000, 3017), rational(90_000, 3017)],
    ['48', rational(48), rational(48)],
    ['a mean of thousands of steps', rational(7_654_321, 511_111), rational(14_976, 1000)],
    ['120', rational(120), rational(60)],
    ['119.88', rational(120_000, 1001), rational(60_000, 1001)],
    ['240', rational(240), rational(60)],
    ['90', rational(90), rational(45)],
    ['1000', rational(1000), rational(1000, 17)],
    ['0.5', rational(1, 2), rational(1)],
    ['0.3', rational(3, 10), rational(6, 5)],
    ['one picture every ten minutes', rational(1, 600), rational(1)],
  ])('makes of %s a rate that players know', (_name, measured, rate) => {
    expect(outputFrameRate(constant(measured))).toEqual({ rate, isSourceConstant: true });
  });

  it.each([
    [7, 25],
    [24.9, 25],
    [25.4, 25],
    [25.6, 30],
    [29.7, 30],
    [30.5, 30],
    [31, 60],
    [59.9, 60],
    [75, 60],
    [0.2, 25],
  ])('makes of a variable rate of %d on average a constant one of %d', (average, rate) => {
    const averageRate = rational(Math.round(average * 10), 10);
    expect(outputFrameRate(video({ averageRate }))).toEqual({ rate: rational(rate), isSourceConstant: false });
  });

  it('does not believe a constant step that the whole does not keep', () => {
    const facts = video({ constantRate: rational(30), averageRate: rational(28) });
    expect(outputFrameRate(facts)).toEqual({ rate: rational(30), isSourceConstant: false });
  });

  it('takes the rate in the header for a single frame, when it is possible', () => {
    expect(outputFrameRate(video({}, rational(30_000, 1001))).rate).toEqual(rational(30_000, 1001));
    for (const said of [undefined, rational(0), rational(90_000), rational(1, 100)]) {
      expect(outputFrameRate(video({}, said)).rate).toEqual(rational(25));
    }
  });
});

describe('takesHalfRate', () => {
  it.each([
    [rational(50), 480, true],
    [rational(60_000, 1001), 360, true],
    [rational(60), 481, false],
    [rational(60), 720, false],
    [rational(48), 360, false],
    [rational(30), 240, false],
  ])('%o at %d lines: %s', (rate, lines, halves) => {
    expect(takesHalfRate(rate, lines)).toBe(halves);
  });
});
