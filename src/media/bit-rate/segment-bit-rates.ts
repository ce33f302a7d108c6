/** Size and playlist duration of one segment. */
export interface SegmentSize {
  readonly sizeBytes: number;
  readonly durationSeconds: number;
}

/** Bits over seconds of all segments together; 0 for no time. */
export function averageBitrateBps(segments: readonly SegmentSize[]): number {
  let bits = 0;
  let seconds = 0;
  for (const segment of segments) {
    bits += segment.sizeBytes * 8;
    seconds += segment.durationSeconds;
  }
  return seconds > 0 ? bits / seconds : 0;
}

/**
 * Peak segment bit rate as rfc8216bis 4.1 defines it: the largest rate of any run of segments that lasts between half and
 * one and a half target durations. So a short last segment does not count alone. Where no run fits, the average.
 */
export function peakBitrateBps(segments: readonly SegmentSize[], targetDurationSeconds: number): number {
  // A microsecond of tolerance: EXTINF values are rounded decimals.
  const shortest = targetDurationSeconds / 2 - 1e-6;
  const longest = targetDurationSeconds * 1.5 + 1e-6;
  let peak = 0;
  for (let first = 0; first < segments.length; first++) {
    let bits = 0;
    let seconds = 0;
    for (let i = first; i < segments.length; i++) {
      const segment = segments[i] as SegmentSize;
      bits += segment.sizeBytes * 8;
      seconds += segment.durationSeconds;
      if (seconds > longest) break;
      if (seconds >= shortest) peak = Math.max(peak, bits / seconds);
    }
  }
  return peak > 0 ? peak : averageBitrateBps(segments);
}
