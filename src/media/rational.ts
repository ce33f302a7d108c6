import { MediaError } from './media-error.ts';

/**
 * An exact fraction in lowest terms with a positive denominator; both parts are safe integers.
 *
 * Times are in seconds, rates in frames per second, unless the name says otherwise. Plain data, so it can be saved as JSON.
 */
export interface Rational {
  readonly num: number;
  readonly den: number;
}

/** The fraction 0/1. */
export const ZERO: Rational = { num: 0, den: 1 };

/** Makes a fraction in lowest terms. Throws MediaError for a zero denominator or parts beyond 2^53. */
export function rational(num: number | bigint, den: number | bigint = 1): Rational {
  let n = BigInt(num);
  let d = BigInt(den);
  if (d === 0n) throw new MediaError(`fraction: wanted a denominator other than 0, got ${num}/${den}`);
  if (d < 0n) {
    n = -n;
    d = -d;
  }
  const divisor = greatestCommonDivisor(n < 0n ? -n : n, d);
  return { num: safeInteger(n / divisor), den: safeInteger(d / divisor) };
}

/** a + b, exact. */
export function add(a: Rational, b: Rational): Rational {
  return rational(BigInt(a.num) * BigInt(b.den) + BigInt(b.num) * BigInt(a.den), BigInt(a.den) * BigInt(b.den));
}

/** a - b, exact. */
export function subtract(a: Rational, b: Rational): Rational {
  return add(a, { num: -b.num, den: b.den });
}

/** a * b, exact. */
export function multiply(a: Rational, b: Rational): Rational {
  return rational(BigInt(a.num) * BigInt(b.num), BigInt(a.den) * BigInt(b.den));
}

/** a / b, exact. Throws MediaError when b is 0. */
export function divide(a: Rational, b: Rational): Rational {
  return rational(BigInt(a.num) * BigInt(b.den), BigInt(a.den) * BigInt(b.num));
}

/** Negative, zero or positive as a is less than, equal to or more than b. */
export function compare(a: Rational, b: Rational): number {
  const difference = BigInt(a.num) * BigInt(b.den) - BigInt(b.num) * BigInt(a.den);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The larger of two fractions. */
export function max(a: Rational, b: Rational): Rational {
  return compare(a, b) >= 0 ? a : b;
}

/** The smaller of two fractions. */
export function min(a: Rational, b: Rational): Rational {
  return compare(a, b) <= 0 ? a : b;
}

/** The nearest double; for people and for FFmpeg's own rounding only, never for boundaries. */
export function toNumber(value: Rational): number {
  return value.num / value.den;
}

/** The largest whole number that is not above the value. */
export function floor(value: Rational): number {
  const n = BigInt(value.num);
  const d = BigInt(value.den);
  const quotient = n / d;
  return safeInteger(n % d < 0n ? quotient - 1n : quotient);
}

/** The smallest whole number that is not below the value. */
export function ceil(value: Rational): number {
  return 0 - floor({ num: -value.num, den: value.den }); // never -0
}

/** The nearest whole number; halves go up. */
export function round(value: Rational): number {
  return floor(add(value, { num: 1, den: 2 }));
}

/** The fraction with the smallest parts in [low, high], both above 0 and `low` not above `high`. */
export function simplestBetween(low: Rational, high: Rational): Rational {
  const whole = floor(low);
  if (compare(low, rational(whole)) === 0) return rational(whole);
  if (compare(rational(whole + 1), high) <= 0) return rational(whole + 1);
  // Both lie between two whole numbers: the same question for what is left, turned over (continued fractions).
  const rest = simplestBetween(
    divide(rational(1), subtract(high, rational(whole))),
    divide(rational(1), subtract(low, rational(whole))),
  );
  return add(rational(whole), divide(rational(1), rest));
}

/** Reads `30000/1001` or `25` or `25:1`; undefined for anything else, for `0/0` and for a zero denominator. */
export function parseRational(text: string | undefined): Rational | undefined {
  const match = /^(-?\d{1,15})(?:[/:](\d{1,15}))?$/.exec(text ?? '');
  if (!match) return undefined;
  const den = Number(match[2] ?? 1);
  return den === 0 ? undefined : rational(Number(match[1]), den);
}

/** Reads a decimal number of seconds such as `12.345000` exactly; undefined when it is not one (`N/A`). */
export function parseDecimal(text: string | undefined): Rational | undefined {
  const match = /^(-?)(\d{1,12})(?:\.(\d{1,9}))?$/.exec(text ?? '');
  if (!match) return undefined;
  const decimals = match[3] ?? '';
  const magnitude = BigInt(match[2] + decimals);
  return rational(match[1] === '-' ? -magnitude : magnitude, 10n ** BigInt(decimals.length));
}

/** Seconds as a decimal with six places, rounded to the nearest microsecond: what FFmpeg takes as a time. */
export function toDecimalSeconds(value: Rational): string {
  const micros = round(multiply(value, { num: 1_000_000, den: 1 }));
  const sign = micros < 0 ? '-' : '';
  const magnitude = Math.abs(micros);
  return `${sign}${Math.floor(magnitude / 1_000_000)}.${String(magnitude % 1_000_000).padStart(6, '0')}`;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a === 0n ? 1n : a;
}

function safeInteger(value: bigint): number {
  const result = Number(value);
  if (!Number.isSafeInteger(result)) throw new MediaError(`fraction: wanted parts below 2^53, got ${value}`);
  return result;
}
