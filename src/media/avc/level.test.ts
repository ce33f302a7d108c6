import { describe, expect, it } from 'vitest';
import { rational } from '../rational.ts';
import { lowestAvcLevel } from './level.ts';

const SMALL = { maxBitrateBps: 50_000, bufferBits: 50_000, referenceFrames: 1 };

describe('lowestAvcLevel', () => {
  // The examples of H.264 Table A-6, where the sizes are at the highest rate of their level.
  it.each<[string, number, number, number, number]>([
    ['1.0', 176, 144, 15, 1],
    ['1.1', 176, 144, 30, 1],
    ['1.2', 352, 288, 15, 1],
    ['2.0', 352, 288, 30, 1],
    ['2.1', 352, 480, 30, 1],
    ['2.2', 352, 576, 25.5625, 1],
    ['3.0', 720, 576, 25, 1],
    ['3.1', 1280, 720, 30, 1],
    ['3.2', 1280, 720, 60, 1],
    ['4.0', 1920, 1080, 30, 1],
    ['4.2', 1920, 1080, 60, 1],
    ['5.1', 3840, 2160, 30, 1],
    ['5.2', 3840, 2160, 60, 1],
  ])('%s is enough for %ix%i at %d', (level, width, height, rate, references) => {
    const frameRate = rational(Math.round(rate * 10_000), 10_000);
    const wanted = { ...SMALL, width, height, frameRate, referenceFrames: references };
    // Level 1.3 has the limits of 2.0 but for the bit rate.
    expect(lowestAvcLevel(wanted)).toBe(level === '2.0' ? '1.3' : level);
    expect(lowestAvcLevel({ ...wanted, maxBitrateBps: 960_001 })).toBe(level < '2.0' ? '2.0' : level);
  });

  it('counts the rate exactly: 1080p at 30 fits 4.0, the next higher rate does not', () => {
    const hd = { ...SMALL, width: 1920, height: 1080 };
    // 245760 / 8160 = 512/17 frames per second.
    expect(lowestAvcLevel({ ...hd, frameRate: rational(512, 17) })).toBe('4.0');
    expect(lowestAvcLevel({ ...hd, frameRate: rational(512_001, 17_000) })).toBe('4.2');
  });

  it.each<[number, number, string]>([
    [17_500_000, 17_500_000, '3.1'],
    [17_500_001, 17_500_000, '3.2'],
    [17_500_000, 17_500_001, '3.2'],
    [25_000_000, 25_000_001, '4.0'],
    [25_000_001, 1, '4.1'],
    [62_500_001, 1, '5.0'],
    [300_000_000, 300_000_000, '5.1'],
  ])(
    'at %i bit/s and a buffer of %i bits, 720p30 needs %s (1.25 times Table A-1)',
    (maxBitrateBps, bufferBits, level) => {
      const stream = {
        width: 1280,
        height: 720,
        frameRate: rational(30),
        referenceFrames: 4,
        maxBitrateBps,
        bufferBits,
      };
      expect(lowestAvcLevel(stream)).toBe(level);
    },
  );

  it.each<[number, string | undefined]>([
    [4, '4.0'],
    [5, '5.0'],
    [13, '5.0'],
    [14, '5.1'],
    [16, '5.1'],
    [17, undefined],
  ])('with %i reference frames, 1080p25 needs %s', (referenceFrames, level) => {
    const stream = { ...SMALL, width: 1920, height: 1080, frameRate: rational(25), referenceFrames };
    expect(lowestAvcLevel(stream)).toBe(level);
  });

  it('counts portrait like landscape', () => {
    const stream = { ...SMALL, frameRate: rational(30) };
    expect(lowestAvcLevel({ ...stream, width: 1080, height: 1920 })).toBe('4.0');
    expect(lowestAvcLevel({ ...stream, width: 1920, height: 1080 })).toBe('4.0');
  });

  it('limits each side, not only the area', () => {
    // 8 * 3600 macroblocks: a side of at most 169 in level 3.1.
    const stream = { ...SMALL, height: 64, frameRate: rational(1) };
    expect(lowestAvcLevel({ ...stream, width: 169 * 16 })).toBe('3.1');
    expect(lowestAvcLevel({ ...stream, width: 170 * 16 })).toBe('3.2');
  });

  it('knows nothing above 5.2', () => {
    expect(lowestAvcLevel({ ...SMALL, width: 7680, height: 4320, frameRate: rational(30) })).toBeUndefined();
    expect(lowestAvcLevel({ ...SMALL, width: 3840, height: 2160, frameRate: rational(120) })).toBeUndefined();
  });
});
