import { divide, type Rational, rational, toNumber } from '../rational.ts';

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
  const constantStep = findConstantStep(steps);
  // Writers round or forget the last frame's length; at a constant rate it lasts as long as the others.
  const lastTicks = constantStep ? toNumber(constantStep.ticks) : (last.duration ?? median(steps) ?? 0);
  const seconds = (ticks: number): Rational => rational(BigInt(ticks) * BigInt(timeBase.num), timeBase.den);
  return {
    frameCount: sorted.length,
    startTime: seconds(first.pts),
    endTime: seconds(last.pts + Math.round(lastTicks)),
    constantRate: constantStep && divide(divide(rational(1), timeBase), constantStep.ticks),
    phaseTime: constantStep && seconds((sorted[sorted.length >> 1] as FrameTicks).pts),
    averageRate: last.pts > first.pts ? divide(rational(sorted.length - 1), seconds(last.pts - first.pts)) : undefined,
    keyFrameTimes: sorted.filter((frame) => frame.isKey).map((frame) => toNumber(seconds(frame.pts))),
  };
}

/** The step that nearly all frames keep, in ticks; a mean over many where the time base is coarser than the rate. */
function findConstantStep(steps: readonly number[]): { ticks: Rational } | undefined {
  const typical = median(steps);
  if (typical === undefined) return undefined;
  const near = steps.filter((step) => Math.abs(step - typical) <= Math.max(1, typical * 0.02));
  if (near.length < steps.length * CONSTANT_SHARE) return undefined;
  const total = near.reduce((sum, step) => sum + step, 0);
  return { ticks: rational(total, near.length) };
}

function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
