import { MediaError } from '../media-error.ts';
import { compare, divide, multiply, type Rational, rational, round } from '../rational.ts';
import type { DisplaySize } from '../facts/display-size.ts';
import { ALL_RUNGS, type LadderRung } from './ladder.ts';

/** Size and cap of one quality, before the encoder's details are known. */
export interface RenditionSize {
  /** `720p`: the rung's name, or the short side of a source smaller than every rung. */
  readonly id: string;
  readonly width: number;
  readonly height: number;
  readonly maxBitrateBps: number;
}

/** Smaller pictures are enlarged to this: H.264 codes blocks of 16 pixels and hardware decoders refuse less. */
const MIN_SIDE_PIXELS = 16;

/** Level 5.2 allows 36,864 macroblocks (H.264 Table A-1) and no side above sqrt(8 x 36,864) of them. */
const MAX_SIDE_PIXELS = 8_688;

/**
 * The qualities a picture of this size gets, lowest first.
 *
 * A rung bounds the short side, so portrait and 4:3 keep their shape; nothing is enlarged; both sides are even.
 * A source below every wanted rung gets one rendition of its own size. Throws MediaError for a short side that is no rung.
 */
export function chooseRenditions(size: DisplaySize, wantedShortSides: readonly number[]): RenditionSize[] {
  const rungs = [...new Set(wantedShortSides)].toSorted((a, b) => a - b).map(findRung);
  const shortSide = compare(size.width, size.height) < 0 ? size.width : size.height;
  const fitting = rungs.filter((rung) => compare(rational(rung.shortSidePixels), shortSide) <= 0);
  if (fitting.length > 0) return fitting.map((rung) => sized(size, shortSide, rung));

  const lowest = rungs[0];
  if (!lowest) throw new MediaError('ladder: wanted at least one rung, got none');
  const own = Math.max(MIN_SIDE_PIXELS, even(shortSide));
  return [sized(size, shortSide, { shortSidePixels: own, maxBitrateBps: lowest.maxBitrateBps })];
}

function findRung(shortSidePixels: number): LadderRung {
  const rung = ALL_RUNGS.find((candidate) => candidate.shortSidePixels === shortSidePixels);
  if (!rung) {
    const known = ALL_RUNGS.map((candidate) => candidate.shortSidePixels).join(', ');
    throw new MediaError(`ladder: wanted rungs out of ${known}, got ${shortSidePixels}`);
  }
  return rung;
}

function sized(size: DisplaySize, shortSide: Rational, rung: LadderRung): RenditionSize {
  const scale = divide(rational(rung.shortSidePixels), shortSide);
  const side = (pixels: Rational): number =>
    Math.min(MAX_SIDE_PIXELS, Math.max(MIN_SIDE_PIXELS, even(multiply(pixels, scale))));
  return {
    id: `${rung.shortSidePixels}p`,
    width: side(size.width),
    height: side(size.height),
    maxBitrateBps: rung.maxBitrateBps,
  };
}

/** The nearest even number: 4:2:0 halves both sides. */
function even(pixels: Rational): number {
  return 2 * round(divide(pixels, rational(2)));
}
