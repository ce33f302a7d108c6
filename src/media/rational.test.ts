import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { MediaError } from './media-error.ts';
import {
  add,
  ceil,
  compare,
  divide,
  floor,
  max,
  min,
  multiply,
  parseDecimal,
  parseRational,
  rational,
  type Rational,
  round,
  simplestBetween,
  subtract,
  toDecimalSeconds,
  toNumber,
} from './rational.ts';

/** Small enough that sums and products stay below 2^53. */
const fractions = fc
  .record({ num: fc.integer({ min: -90_000, max: 90_000 }), den: fc.integer({ min: 1, max: 1001 }) })
  .map(({ num, den }) => rational(num, den));
const positive = fractions.filter(({ num }) => num > 0);

describe('fractions', () => {
  it.each([
    [6, 4, { num: 3, den: 2 }],
    [-6, -4, { num: 3, den: 2 }],
    [6, -4, { num: -3, den: 2 }],
    [0, -7, { num: 0, den: 1 }],
    [30_000, 1001, { num: 30_000, den: 1001 }],
    [2n ** 70n, 2n ** 60n, { num: 1024, den: 1 }],
  ])('%s/%s is kept in lowest terms', (num, den, expected) => {
    expect(rational(num, den)).toEqual(expected);
  });

  it('refuse a denominator of 0 and parts beyond 2^53', () => {
    expect(() => rational(1, 0)).toThrow(MediaError);
    expect(() => rational(2n ** 53n, 1n)).toThrow(MediaError);
    expect(() => rational(1n, 2n ** 53n)).toThrow(MediaError);
    expect(() => divide(rational(1), rational(0))).toThrow(MediaError);
  });

  it('reckon exactly where doubles do not', () => {
    const frame = rational(1001, 30_000);
    let time = rational(0);
    for (let i = 0; i < 108_000; i++) time = add(time, frame);
    expect(time).toEqual(rational(108_000 * 1001, 30_000));
  });

  it('add and subtract, multiply and divide back to where they were', () => {
    fc.assert(
      fc.property(fractions, positive, (a, b) => {
        expect(subtract(add(a, b), b)).toEqual(a);
        expect(divide(multiply(a, b), b)).toEqual(a);
        expect(compare(add(a, b), a)).toBeGreaterThan(0);
        expect(max(a, b)).toEqual(compare(a, b) > 0 ? a : b);
        expect(min(a, b)).toEqual(compare(a, b) > 0 ? b : a);
      }),
    );
  });

  it('round down, up and to the nearest, halves up', () => {
    expect(
      [-3, -2, -1, 1, 2, 3].map((num) => [floor(rational(num, 2)), round(rational(num, 2)), ceil(rational(num, 2))]),
    ).toEqual([
      [-2, -1, -1],
      [-1, -1, -1],
      [-1, 0, 0],
      [0, 1, 1],
      [1, 1, 1],
      [1, 2, 2],
    ]);
    fc.assert(
      fc.property(fractions, (value) => {
        const [low, high] = [floor(value), ceil(value)];
        expect(low <= toNumber(value) && toNumber(value) <= high && high - low <= 1).toBe(true);
        expect(Math.abs(round(value) - toNumber(value))).toBeLessThanOrEqual(0.5);
        // -0 would be another value than 0 in JSON comparisons.
        for (const whole of [low, high, round(value)]) expect(Object.is(whole, -0)).toBe(false);
      }),
    );
  });
});

describe('simplestBetween', () => {
  it.each([
    [rational(29), rational(31), rational(29)],
    [rational(291, 10), rational(31), rational(30)],
    [rational(14_999, 1000), rational(15_001, 1000), rational(15)],
    [rational(12_495, 1000), rational(12_505, 1000), rational(25, 2)],
    [rational(29_970_029, 1_000_000), rational(29_970_030, 1_000_000), rational(30_000, 1001)],
    [rational(1, 3), rational(1, 3), rational(1, 3)],
  ])('of %o and %o is %o', (low, high, expected) => {
    expect(simplestBetween(low, high)).toEqual(expected);
  });

  it('lies between and has the smallest denominator there', () => {
    fc.assert(
      fc.property(positive, fc.integer({ min: 1, max: 500 }), (low, den) => {
        const high = add(low, rational(1, den));
        const found = simplestBetween(low, high);
        expect(compare(low, found) <= 0 && compare(found, high) <= 0).toBe(true);
        for (let smaller = 1; smaller < found.den; smaller++) {
          const next = rational(ceil(multiply(low, rational(smaller))), smaller);
          expect(compare(next, high)).toBeGreaterThan(0);
        }
      }),
    );
  });
});

describe('reading fractions', () => {
  it.each<[string | undefined, Rational | undefined]>([
    ['30000/1001', rational(30_000, 1001)],
    ['25', rational(25)],
    ['4:3', rational(4, 3)],
    ['-1/2', rational(-1, 2)],
    ['0/1', rational(0)],
    ['0/0', undefined],
    ['1/0', undefined],
    ['', undefined],
    ['N/A', undefined],
    ['1/2/3', undefined],
    ['1.5', undefined],
    ['9999999999999999', undefined],
    [undefined, undefined],
  ])('%s', (text, expected) => {
    expect(parseRational(text)).toEqual(expected);
  });

  it.each<[string | undefined, Rational | undefined]>([
    ['12.345000', rational(12_345, 1000)],
    ['-0.021333', rational(-21_333, 1_000_000)],
    ['90000', rational(90_000)],
    ['0.000000', rational(0)],
    ['N/A', undefined],
    ['1e5', undefined],
    ['12.', undefined],
    ['.5', undefined],
    ['1234567890123', undefined],
    [undefined, undefined],
  ])('decimal %s', (text, expected) => {
    expect(parseDecimal(text)).toEqual(expected);
  });

  it.each([
    [rational(1001, 30_000), '0.033367'],
    [rational(-1, 3), '-0.333333'],
    [rational(0), '0.000000'],
    [rational(-1, 10_000_000), '0.000000'],
    [rational(43_200), '43200.000000'],
    [rational(5_999_999_6, 10_000_000), '6.000000'],
  ])('%o as FFmpeg takes it is %s', (value, text) => {
    expect(toDecimalSeconds(value)).toBe(text);
  });
});
