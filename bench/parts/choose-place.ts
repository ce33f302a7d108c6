import type { SegmentPlace } from '../served/stored-stream.ts';

/** The next of a row of numbers from 0 (included) to 1 (not included). */
export type RandomShare = () => number;

/** What the player loads ahead of itself at most, and a little more. */
const AHEAD_SECONDS = 40;
const BEHIND_SECONDS = 10;

/** The same numbers for the same seed (mulberry32), so that runs can be compared. */
export function seededShares(seed: number): RandomShare {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * A second inside a segment of which nothing is stored, nor of the next one, and which the player is not about to load
 * anyway. Undefined when there is none.
 */
export function choosePlace(
  segments: readonly SegmentPlace[],
  filled: ReadonlySet<number>,
  positionSeconds: number,
  share: RandomShare,
): { segment: SegmentPlace; seconds: number } | undefined {
  const empty = segments.slice(0, -1).filter(({ index, startSeconds, durationSeconds }) => {
    const isNear =
      startSeconds < positionSeconds + AHEAD_SECONDS &&
      startSeconds + durationSeconds > positionSeconds - BEHIND_SECONDS;
    return !isNear && !filled.has(index) && !filled.has(index + 1);
  });
  const segment = empty[Math.floor(share() * empty.length)];
  if (!segment) return undefined;
  // Off its borders: which of two segments a border belongs to is the player's business.
  return { segment, seconds: segment.startSeconds + segment.durationSeconds * (0.1 + 0.8 * share()) };
}
