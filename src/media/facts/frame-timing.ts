import { divide, type Rational, rational, simplestBetween, toNumber } from '../rational.ts';

/** Where the shown frames of a video stream lie, counted from its packets, on the container's clock in seconds. */
export interface FrameTiming {
  readonly frameCount: number;
  readonly startTime: Rational;
  /** End of the last frame. */
  readonly endTime: Rational;
  /** Frames per second when at least 98 % of the steps are equal (within rounding of the time base). */
  readonly constantRate?: Rational;
  /** Time of a frame in the middle when the rate is constant: the first one is often a little off (padding, a slow start). */
  readonly phaseTime?: Rational;
  /** Frames over span; undefined with fewer than two frames. */
  readonly averageRate?: Rational;
  /** Times of key frames in seconds, ascending, for planning the cost of seeking (not for cutting). */
  readonly keyFrameTimes: readonly number[];
}

/** A shown frame's time as the demuxer gave it, in ticks of the stream's time base. */
export interface FrameTicks {
  readonly pts: number;
  readonly duration: number | undefined;
  readonly isKey: boolean;
}

/** Fraction of equal steps that makes a rate constant: allows the few dropped frames of real cameras. */
const CONSTANT_SHARE = 0.98;

/** Measures frame times. Returns undefined when there is no frame with a time. */
export function measureFrameTiming(frames: readonly FrameTicks[], timeBase: Rational): FrameTiming | undefined {
  const sorted = frames.toSorted((a, b) => a.pts - b.pts);
  const first = sorted[0];
  const last = sorted.at(-1);
  if (!first || !last) return undefined;

  const steps: number[] = [];
  for (let i = 1; i < sorted.length; i++) {
    const step = (sorted[i] as FrameTicks).pts - (sorted[i - 1] as FrameTicks).pts;
    if (step > 0) steps.push(step);
  }
  const constantStep = findConstantStep(steps, timeBase);
  // Writers round or forget the last frame's length; at a constant rate it lasts as long as the others.
  const lastTicks = constantStep ? toNumber(constantStep.ticks) : (last.duration ?? median(steps) ?? 0);
  const seconds = (ticks: number): Rational => rational(BigInt(ticks) * BigInt(timeBase.num), timeBase.den);
  return {
    frameCount: sorted.length,
    startTime: seconds(first.pts),
    endTime: seconds(last.pts + Math.round(lastTicks)),
    constantRate: constantStep && rateOf(constantStep, timeBase),
    phaseTime: constantStep && seconds((sorted[sorted.length >> 1] as FrameTicks).pts),
    averageRate: last.pts > first.pts ? divide(rational(sorted.length - 1), seconds(last.pts - first.pts)) : undefined,
    keyFrameTimes: sorted.filter((frame) => frame.isKey).map((frame) => toNumber(seconds(frame.pts))),
  };
}

/** A mean over many steps: the time base may be coarser than the rate. */
interface ConstantStep {
  readonly ticks: Rational;
  readonly totalTicks: number;
  readonly count: number;
  /** By how much rounding to ticks may have changed the total. */
  readonly roundingTicks: number;
}

/** Containers round to milliseconds, and a rewrite keeps that in whatever finer clock it writes. */
const ROUNDING_SECONDS = 0.001;

/** A step shorter than this many times the rounding is another step when it differs, not the same one rounded. */
const SHORTEST_STEP = 8;

/** The step that nearly all frames keep. */
function findConstantStep(steps: readonly number[], timeBase: Rational): ConstantStep | undefined {
  const typical = median(steps);
  if (typical === undefined) return undefined;
  // Rounded to ticks, and to milliseconds before that in many files; a short step cannot be told from another one.
  const roundings = [1, ROUNDING_SECONDS / toNumber(timeBase)].filter((ticks) => typical >= SHORTEST_STEP * ticks);
  const tolerance = roundings.length === 0 ? 0 : Math.max(...roundings, typical * 0.02);
  const near = steps.filter((step) => Math.abs(step - typical) <= tolerance);
  if (near.length < steps.length * CONSTANT_SHARE) return undefined;
  const totalTicks = near.reduce((sum, step) => sum + step, 0);
  // A run of steps is off by the rounding of its two ends however long it is; each gap begins another run.
  const jitter = near.reduce((most, step) => Math.max(most, Math.abs(step - typical)), 0);
  const roundingTicks = jitter * (1 + steps.length - near.length);
  return { ticks: rational(totalTicks, near.length), totalTicks, count: near.length, roundingTicks };
}

/** The simplest rate that the ticks allow: 15 and not 15001/1000 where 66.7 ms were written as 66 and 67. */
function rateOf({ totalTicks, count, roundingTicks }: ConstantStep, timeBase: Rational): Rational {
  const rate = (ticks: number): Rational =>
    rational(BigInt(count) * BigInt(timeBase.den), BigInt(ticks) * BigInt(timeBase.num));
  if (roundingTicks === 0 || totalTicks <= roundingTicks) return rate(totalTicks);
  return simplestBetween(rate(totalTicks + roundingTicks), rate(totalTicks - roundingTicks));
}

function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
