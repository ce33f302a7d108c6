import { pictureContrast, pictureCorrelation, pictureDistance } from './small-picture.ts';

/** The first pictures of one video rendition's segments: small, by segment index, where they could be decoded. */
export interface RenditionPictures {
  readonly renditionId: string;
  readonly pictures: ReadonlyMap<number, Uint8Array>;
}

/** A segment that does not show what the others show. */
export interface Disagreement {
  readonly segmentIndex: number;
  /** Those that differ from most others: all that were compared, when there is no majority. */
  readonly renditionIds: readonly string[];
  /** All that were compared. */
  readonly comparedIds: readonly string[];
}

/** The same scene at two sizes differs by 1 or 2 of 255; another slide of the same lecture by 10 and more. */
const LEAST_LIMIT = 5;
/** And by this many times what these two renditions differ by elsewhere (grain that one of them drops). */
const LIMIT_OVER_USUAL = 4;
/** Contrast of a picture of one colour, with an encoder's traces. */
const FLAT = 3;

/**
 * Compares each segment's first picture across renditions. They must be cut at the same times.
 *
 * Of three or more the majority is right; of two the pictures cannot tell, so both are named.
 */
export function comparePictures(renditions: readonly RenditionPictures[]): {
  readonly comparedCount: number;
  readonly disagreements: readonly Disagreement[];
} {
  const limits = pairLimits(renditions);
  const indexes = [...new Set(renditions.flatMap(({ pictures }) => [...pictures.keys()]))].toSorted((a, b) => a - b);
  const disagreements: Disagreement[] = [];
  let comparedCount = 0;
  for (const index of indexes) {
    const present = renditions.filter(({ pictures }) => pictures.has(index));
    if (present.length < 2) continue;
    comparedCount += present.length;
    const wrong = present.filter((one) => {
      const others = present.filter((other) => other !== one);
      const against = others.filter((other) => !areAlike(one, other, index, limits));
      return against.length * 2 > others.length;
    });
    if (wrong.length === 0) continue;
    disagreements.push({
      segmentIndex: index,
      renditionIds: wrong.map(({ renditionId }) => renditionId),
      comparedIds: present.map(({ renditionId }) => renditionId),
    });
  }
  return { comparedCount, disagreements };
}

/** Whether a picture is one of the frames a source shows around its time; brightness and contrast may have been changed. */
export function isAmongSourcePictures(picture: Uint8Array, sourcePictures: readonly Uint8Array[]): boolean {
  return sourcePictures.some((source) => {
    const distance = pictureDistance(picture, source);
    if (distance <= 2 * LEAST_LIMIT) return true;
    // One colour has another grey in another colour space, and no shape to go by.
    const areFlat = pictureContrast(picture) < FLAT && pictureContrast(source) < FLAT;
    return areFlat ? distance <= 40 : distance <= 80 && pictureCorrelation(picture, source) >= 0.9;
  });
}

function areAlike(
  a: RenditionPictures,
  b: RenditionPictures,
  index: number,
  limits: ReadonlyMap<string, number>,
): boolean {
  return distanceAt(a, b, index) <= (limits.get(pairName(a, b)) ?? LEAST_LIMIT);
}

function distanceAt(a: RenditionPictures, b: RenditionPictures, index: number): number {
  const pictureA = a.pictures.get(index);
  const pictureB = b.pictures.get(index);
  return pictureA && pictureB ? pictureDistance(pictureA, pictureB) : 0;
}

function pairLimits(renditions: readonly RenditionPictures[]): Map<string, number> {
  const limits = new Map<string, number>();
  for (const [i, a] of renditions.entries()) {
    for (const b of renditions.slice(i + 1)) {
      const common = [...a.pictures.keys()].filter((index) => b.pictures.has(index));
      const distances = common.map((index) => distanceAt(a, b, index)).toSorted((x, y) => x - y);
      const usual = distances[Math.floor(distances.length / 2)] ?? 0;
      // A limit above any difference would compare nothing: two trees mixed half and half.
      const limit = Math.min(5 * LEAST_LIMIT, Math.max(LEAST_LIMIT, LIMIT_OVER_USUAL * usual));
      limits.set(pairName(a, b), limit);
      limits.set(pairName(b, a), limit);
    }
  }
  return limits;
}

function pairName(a: RenditionPictures, b: RenditionPictures): string {
  return `${a.renditionId}\n${b.renditionId}`;
}
