import { expect, it } from 'vitest';

import { toSdr } from './hdr-to-sdr.ts';

/** A grey of a signal level from 0 to 1. */
function grey(level: number, curve: 'pq' | 'hlg'): number {
  return toSdr(64 + 876 * level, 512, 512, curve)[0] / 255;
}

// ITU-R BT.2408, table 1: the 18 % grey card at 38 %, reference white at 75 % of HLG and 58 % of PQ.
it.each(['pq', 'hlg'] as const)('a grey card of %s is as in SDR, white is nearly white, the peak is', (curve) => {
  expect(grey(0.38, curve)).toBeCloseTo(0.42, 1);
  expect(grey(curve === 'pq' ? 0.58 : 0.75, curve)).toBeCloseTo(0.895, 2);
  expect(grey(curve === 'pq' ? 0.7518 : 1, curve)).toBeCloseTo(1, 2);
  expect(grey(0, curve)).toBeCloseTo(0, 1);
});
