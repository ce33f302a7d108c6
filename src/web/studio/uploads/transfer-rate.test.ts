import { describe, expect, it } from 'vitest';
import { TransferRate } from './transfer-rate.ts';

describe('TransferRate', () => {
  it('knows nothing at first, then the rate', () => {
    const rate = new TransferRate();
    rate.add(1000, 0);
    expect(rate.bytesPerSecond(0)).toBeUndefined();
    rate.add(3000, 1000);
    expect(rate.bytesPerSecond(1000)).toBe(2000);
  });

  it('follows the last five seconds', () => {
    const rate = new TransferRate();
    for (let second = 0; second <= 20; second += 1) rate.add(second < 10 ? second * 100 : second * 1000, second * 1000);
    expect(rate.bytesPerSecond(20_000)).toBe(1000);
  });

  it('gives no figure for a stalled upload', () => {
    const rate = new TransferRate();
    rate.add(0, 0);
    rate.add(5000, 2000);
    expect(rate.bytesPerSecond(9000)).toBeUndefined();
  });

  it('begins anew after a retry went back', () => {
    const rate = new TransferRate();
    rate.add(5000, 0);
    rate.add(9000, 1000);
    rate.add(5000, 1100);
    expect(rate.bytesPerSecond(1100)).toBeUndefined();
  });
});
