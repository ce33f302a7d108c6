import { describe, expect, it } from 'vitest';

import { simulateFleet, type Upload } from './fleet.ts';
import { costPerSecond, NATURAL_COST, type Scenario } from './scenario.ts';

const HOUR = 3600;
const BASE: Scenario = {
  workers: 1,
  coresPerWorker: 2,
  uploadsPerHour: 4,
  lengths: [{ minutes: 30, share: 1 }],
  seeksPerHour: 60,
  hours: 2,
  cost: NATURAL_COST,
  sharedCoreSpeed: 1,
  seed: 7,
};

/** So many lectures of half an hour, all at once. */
function atOnce(count: number): Upload[] {
  return Array.from({ length: count }, () => ({ at: 0, seconds: HOUR / 2 }));
}

describe('simulateFleet', () => {
  it('ends with every upload playable and ready, and the same for the same seed', () => {
    const result = simulateFleet(BASE);
    expect(result.videos).toBeGreaterThan(0);
    expect(result.playableAfter).toHaveLength(result.videos);
    expect(result.readyAfter).toHaveLength(result.videos);
    expect(simulateFleet(BASE)).toEqual(result);
    expect(simulateFleet({ ...BASE, seed: 8 })).not.toEqual(result);
  });

  it('takes as long as the work is: processor time over cores', () => {
    const { endedAt, sourceHours } = simulateFleet({ ...BASE, seeksPerHour: 0 }, atOnce(8));
    const least = (sourceHours * HOUR * costPerSecond(NATURAL_COST)) / 2;
    expect(endedAt).toBeGreaterThan(least);
    expect(endedAt).toBeLessThan(1.1 * least); // starts of FFmpeg, and the last chunk alone
  });

  it('is twice as fast with two workers, where there is more than one chunk for each', () => {
    const one = simulateFleet({ ...BASE, seeksPerHour: 0 }, atOnce(8)).endedAt;
    const two = simulateFleet({ ...BASE, seeksPerHour: 0, workers: 2 }, atOnce(8)).endedAt;
    expect(one / two).toBeGreaterThan(1.9);
    expect(one / two).toBeLessThan(2.01);
  });

  it('makes a new video playable in seconds whatever is before it', () => {
    const uploads = [...atOnce(40), { at: HOUR, seconds: 120 }];
    const { playableAfter } = simulateFleet({ ...BASE, seeksPerHour: 0 }, uploads);
    expect(playableAfter.at(-1)).toBeLessThan(3);
  });

  it('answers seeks in about a second on a machine with hours of work', () => {
    const { seekWaits } = simulateFleet({ ...BASE, hours: 1 }, atOnce(40));
    expect(seekWaits.length).toBeGreaterThan(20);
    expect(Math.max(...seekWaits)).toBeLessThan(3);
  });
});
