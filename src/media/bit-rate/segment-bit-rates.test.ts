import { describe, expect, it } from 'vitest';
import { averageBitrateBps, peakBitrateBps } from './segment-bit-rates.ts';

/** Segments of these lengths at these rates. */
function segments(...list: [durationSeconds: number, bitrateBps: number][]) {
  return list.map(([durationSeconds, bps]) => ({ durationSeconds, sizeBytes: (durationSeconds * bps) / 8 }));
}

describe('segment bit rates', () => {
  it('average over time, not over segments', () => {
    expect(averageBitrateBps(segments([4, 1000], [1, 6000]))).toBe(2000);
    expect(averageBitrateBps([])).toBe(0);
  });

  it('peak is the fullest segment', () => {
    expect(peakBitrateBps(segments([4, 1000], [4, 3000], [4, 2000]), 4)).toBe(3000);
  });

  it('a last segment shorter than half the target counts only with the one before it', () => {
    expect(peakBitrateBps(segments([4, 1000], [1, 6000]), 4)).toBe(2000);
  });

  it('two short segments together count as one', () => {
    expect(peakBitrateBps(segments([1, 4000], [1, 2000], [4, 1000]), 4)).toBe(3000);
  });

  it('falls back to the average where everything is too short or too long', () => {
    expect(peakBitrateBps(segments([1, 5000]), 4)).toBe(5000);
    expect(peakBitrateBps(segments([10, 5000], [10, 1000]), 4)).toBe(3000);
  });
});
