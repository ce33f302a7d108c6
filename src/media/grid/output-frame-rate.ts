import { compare, divide, multiply, type Rational, rational, subtract, toNumber } from '../rational.ts';
import type { VideoFacts } from '../facts/media-facts.ts';

/** The rates of broadcast and cinema; a measured rate this near (0.2 %) to one is that one. */
const STANDARD_RATES: readonly Rational[] = [
  rational(24000, 1001),
  rational(24),
  rational(25),
  rational(30000, 1001),
  rational(30),
  rational(50),
  rational(60000, 1001),
  rational(60),
];

const STANDARD_TOLERANCE = rational(2, 1000);
const HIGHEST_RATE = rational(60); // hls-rules.md H14, Apple 1.19
const LOWEST_RATE = rational(1);
/** What a variable rate is made: the next of these at or above its average. */
const RATES_FOR_VARIABLE = [rational(25), rational(30), rational(60)];

/** FFmpeg's filters read fractions of parts up to 1,001,000; a timescale counts the numerator. */
const MAX_RATE_PARTS = 1_000_000;

/** The constant rate a video is encoded at, and whether its frames were evenly spaced before. */
export interface OutputFrameRate {
  readonly rate: Rational;
  readonly isSourceConstant: boolean;
}

/**
 * Chooses the output rate: a constant rate from 1 to 60 is kept exactly; above 60 it is divided by the smallest whole
 * number; below 1 multiplied by one; a variable rate becomes the next of 25, 30 and 60.
 */
export function outputFrameRate(video: VideoFacts): OutputFrameRate {
  const { constantRate, averageRate } = video.timing;
  if (constantRate && averageRate && isNear(constantRate, averageRate, rational(2, 100))) {
    return { rate: intoRange(tidy(constantRate)), isSourceConstant: true };
  }
  if (averageRate) return { rate: rateForVariable(averageRate), isSourceConstant: false };
  // One frame alone: take what the header says when it is possible, else a rate every player knows.
  const said = video.nominalFrameRate;
  const isPossible = said && compare(said, LOWEST_RATE) >= 0 && compare(said, HIGHEST_RATE) <= 0;
  return { rate: isPossible ? tidy(said) : rational(25), isSourceConstant: true };
}

/** Renditions up to 480 lines take half the frames of a source at 50 or more: small screens do not show the difference. */
export function takesHalfRate(rate: Rational, shortSidePixels: number): boolean {
  return compare(rate, rational(48)) > 0 && shortSidePixels <= 480;
}

function rateForVariable(average: Rational): Rational {
  // 30.01 measured on a phone is 30: allow what the standard rates allow, times ten.
  const enough = RATES_FOR_VARIABLE.find((rate) => compare(average, multiply(rate, rational(102, 100))) <= 0);
  return enough ?? HIGHEST_RATE;
}

/** The nearest standard rate within tolerance; else the rate itself, on a thousandth of a frame when it is unwieldy. */
function tidy(rate: Rational): Rational {
  const standard = STANDARD_RATES.filter((candidate) => isNear(rate, candidate, STANDARD_TOLERANCE)).toSorted(
    (a, b) => Math.abs(toNumber(subtract(a, rate))) - Math.abs(toNumber(subtract(b, rate))),
  )[0];
  if (standard) return standard;
  return rate.num <= MAX_RATE_PARTS && rate.den <= MAX_RATE_PARTS
    ? rate
    : rational(Math.round(toNumber(rate) * 1000), 1000);
}

function intoRange(rate: Rational): Rational {
  for (let divisor = 1; compare(rate, HIGHEST_RATE) > 0 && divisor < 10_000; divisor++) {
    const divided = divide(rate, rational(divisor));
    if (compare(divided, HIGHEST_RATE) <= 0) return tidy(divided);
  }
  for (let factor = 1; compare(rate, LOWEST_RATE) < 0 && factor < 100_000; factor++) {
    const multiplied = multiply(rate, rational(factor));
    if (compare(multiplied, LOWEST_RATE) >= 0) return multiplied;
  }
  return rate;
}

function isNear(value: Rational, target: Rational, tolerance: Rational): boolean {
  const difference = Math.abs(toNumber(subtract(value, target)));
  return difference <= toNumber(multiply(target, tolerance));
}
