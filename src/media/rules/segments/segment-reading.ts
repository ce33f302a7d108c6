import type { AudioSpan, VideoSpan } from '../tree-facts.ts';

/** What the bytes of one segment say, and what is wrong with them. */
export interface SegmentReading {
  readonly faults: readonly string[];
  readonly video?: VideoSpan;
  readonly audio?: AudioSpan;
  /** The IDR picture it begins with, as an H.264 byte stream with its parameter sets. */
  readonly firstPicture?: Uint8Array;
}

/** The value that comes most often; 0 for none. */
export function commonest(values: readonly number[]): number {
  const counts = new Map<number, number>();
  let best = 0;
  let bestCount = 0;
  for (const value of values) {
    const count = (counts.get(value) ?? 0) + 1;
    counts.set(value, count);
    if (count > bestCount) {
      best = value;
      bestCount = count;
    }
  }
  return best;
}
