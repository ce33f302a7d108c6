import { describe, expect, it } from 'vitest';
import { describeQualities, findChosen } from './quality.ts';

const ladder = describeQualities([
  { width: 640, height: 360, frameRate: 25, bitrateBps: 900_000 },
  { width: 1280, height: 720, frameRate: 50, bitrateBps: 2_800_000 },
  { width: 1080, height: 1920, frameRate: 59.94, bitrateBps: 5_000_000 },
]);

describe('describeQualities', () => {
  it('names by the shorter side and shows high frame rates', () => {
    expect(ladder.map(({ label }) => label)).toEqual(['360p', '720p50', '1080p60']);
  });

  it('tells two renditions of the same size apart by bit rate', () => {
    const twins = describeQualities([
      { width: 1280, height: 720, frameRate: 25, bitrateBps: 900_000 },
      { width: 1280, height: 720, frameRate: 25, bitrateBps: 2_800_000 },
    ]);
    expect(twins.map(({ label }) => label)).toEqual(['720p · 900 kbit/s', '720p · 2.8 Mbit/s']);
  });

  it('falls back to the bit rate where the playlist gives no size', () => {
    expect(describeQualities([{ width: 0, height: 0, frameRate: 0, bitrateBps: 64_000 }])[0]?.label).toBe('64 kbit/s');
  });
});

describe('findChosen', () => {
  it.each([
    ['auto' as const, undefined],
    [720, '720p50'],
    [800, '720p50'],
    [144, '360p'],
    [2160, '1080p60'],
  ])('fits %s to the ladder', (choice, label) => {
    expect(findChosen(ladder, choice)?.label).toBe(label);
  });
});
