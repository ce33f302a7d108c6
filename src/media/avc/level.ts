import type { Rational } from '../rational.ts';

interface LevelLimits {
  readonly name: string;
  readonly maxMacroblocksPerSecond: number;
  readonly maxFrameMacroblocks: number;
  readonly maxDpbMacroblocks: number;
  /** MaxBR and MaxCPB, in units of cpbBrVclFactor (1000 bit in Main, 1250 bit in High profile). */
  readonly maxBitrate: number;
  readonly maxBuffer: number;
}

// H.264 Table A-1. Level 1b is left out: for High profile it is another way to say "between 1 and 1.1".
const LEVELS: readonly LevelLimits[] = [
  level('1.0', 1485, 99, 396, 64, 175),
  level('1.1', 3000, 396, 900, 192, 500),
  level('1.2', 6000, 396, 2376, 384, 1000),
  level('1.3', 11_880, 396, 2376, 768, 2000),
  level('2.0', 11_880, 396, 2376, 2000, 2000),
  level('2.1', 19_800, 792, 4752, 4000, 4000),
  level('2.2', 20_250, 1620, 8100, 4000, 4000),
  level('3.0', 40_500, 1620, 8100, 10_000, 10_000),
  level('3.1', 108_000, 3600, 18_000, 14_000, 14_000),
  level('3.2', 216_000, 5120, 20_480, 20_000, 20_000),
  level('4.0', 245_760, 8192, 32_768, 20_000, 25_000),
  level('4.1', 245_760, 8192, 32_768, 50_000, 62_500),
  level('4.2', 522_240, 8704, 34_816, 50_000, 62_500),
  level('5.0', 589_824, 22_080, 110_400, 135_000, 135_000),
  level('5.1', 983_040, 36_864, 184_320, 240_000, 240_000),
  level('5.2', 2_073_600, 36_864, 184_320, 240_000, 240_000),
];

// H.264 Table A-2.
const HIGH_PROFILE_FACTOR = 1250;

/**
 * The lowest H.264 level a progressive High profile stream fits, such as `3.1` or `4.0`; undefined above level 5.2.
 *
 * Checks frame size and both sides, macroblocks per second, decoded picture buffer, bit rate and coded picture buffer
 * (§A.3.1, §A.3.2).
 */
export function lowestAvcLevel(stream: {
  readonly width: number;
  readonly height: number;
  readonly frameRate: Rational;
  readonly maxBitrateBps: number;
  readonly bufferBits: number;
  readonly referenceFrames: number;
}): string | undefined {
  const columns = Math.ceil(stream.width / 16);
  const rows = Math.ceil(stream.height / 16);
  const frame = columns * rows;
  const { num, den } = stream.frameRate;
  const fitting = LEVELS.find(
    (limits) =>
      frame <= limits.maxFrameMacroblocks &&
      Math.max(columns, rows) ** 2 <= 8 * limits.maxFrameMacroblocks &&
      frame * num <= limits.maxMacroblocksPerSecond * den &&
      stream.referenceFrames * frame <= limits.maxDpbMacroblocks &&
      stream.referenceFrames <= 16 &&
      stream.maxBitrateBps <= limits.maxBitrate * HIGH_PROFILE_FACTOR &&
      stream.bufferBits <= limits.maxBuffer * HIGH_PROFILE_FACTOR,
  );
  return fitting?.name;
}

function level(
  name: string,
  maxMacroblocksPerSecond: number,
  maxFrameMacroblocks: number,
  maxDpbMacroblocks: number,
  maxBitrate: number,
  maxBuffer: number,
): LevelLimits {
  return { name, maxMacroblocksPerSecond, maxFrameMacroblocks, maxDpbMacroblocks, maxBitrate, maxBuffer };
}
