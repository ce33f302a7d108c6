import { describe, expect, it } from 'vitest';
import { adtsFrameTicks, readAdtsFrames } from './adts-frames.ts';

/** An AAC-LC frame with `payload` bytes of zeros; rate index 3 is 48 kHz, 4 is 44.1 kHz. */
function adts(payload: number, rateIndex = 3, channels = 2): number[] {
  const length = payload + 7;
  const header = [0xff, 0xf1, 0x40 | (rateIndex << 2) | (channels >> 2), ((channels & 3) << 6) | (length >> 11)];
  return [...header, (length >> 3) & 0xff, ((length & 7) << 5) | 0x1f, 0xfc, ...new Uint8Array(payload)];
}

const read = (...frames: number[][]) => readAdtsFrames(Uint8Array.from(frames.flat()));

describe('readAdtsFrames', () => {
  it('counts frames and names rate and channels', () => {
    expect(read(adts(10), adts(0), adts(300))).toEqual({
      frameCount: 3,
      sampleRateHz: 48000,
      channelCount: 2,
      hasChanges: false,
      lostSyncCount: 0,
      isTruncated: false,
    });
    expect(read(adts(10, 4, 7))).toMatchObject({ sampleRateHz: 44100, channelCount: 8 });
    expect(read()).toMatchObject({ frameCount: 0, sampleRateHz: undefined, channelCount: undefined });
  });

  it('goes on behind damage, and sees changes and a cut end', () => {
    expect(read(adts(10), [1, 2, 3], adts(10), [9], adts(10))).toMatchObject({ frameCount: 3, lostSyncCount: 2 });
    expect(read(adts(10), adts(10, 4))).toMatchObject({ frameCount: 2, hasChanges: true });
    expect(read(adts(10), adts(10).slice(0, -1))).toMatchObject({ frameCount: 1, isTruncated: true });
    expect(read(adts(10), adts(10).slice(0, 3))).toMatchObject({ frameCount: 1, isTruncated: true, lostSyncCount: 0 });
  });

  it('never stands still on a frame that claims no length', () => {
    const zero = adts(0).with(4, 0).with(5, 0x1f);
    expect(read(zero, zero)).toMatchObject({ frameCount: 0, lostSyncCount: 1 });
  });
});

describe('adtsFrameTicks', () => {
  it('knows how long a frame lasts', () => {
    expect(adtsFrameTicks(Uint8Array.from(adts(1)))).toBe(1920);
    expect(adtsFrameTicks(Uint8Array.from(adts(1, 4)))).toBeCloseTo(2089.796, 3);
    expect(adtsFrameTicks(Uint8Array.of(1, 2, 3))).toBe(0);
  });
});
