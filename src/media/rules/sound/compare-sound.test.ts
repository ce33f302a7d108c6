import { describe, expect, it } from 'vitest';
import { COMPARED_RATE, samplesOf, soundsAlike } from './compare-sound.ts';

/** Seconds of a voice-like sound: a gliding tone that is different for every seed. */
function voice(seed: number, seconds = 2, gain = 8000): Int16Array {
  return Int16Array.from({ length: seconds * COMPARED_RATE }, (_, i) => {
    const time = i / COMPARED_RATE;
    return gain * Math.sin(2 * Math.PI * (150 * seed * time + 40 * Math.sin(seed * 3 * time)));
  });
}

function delayed(samples: Int16Array, bySamples: number): Int16Array {
  return Int16Array.from(samples, (_, i) => samples[i - bySamples] ?? 0);
}

describe('sound', () => {
  it('is recognised after a codec made it quieter and shifted it by a frame', () => {
    const shifted = delayed(voice(1), 170).map((sample) => sample * 0.8 + ((sample * 31) % 97));
    expect(soundsAlike(voice(1), shifted)).toBe(true);
  });

  it('of another place or video is not', () => {
    expect(soundsAlike(voice(1), voice(2))).toBe(false);
    expect(soundsAlike(voice(1), delayed(voice(1.7), 9000))).toBe(false);
  });

  it('is not silence, and silence is not sound', () => {
    const silence = new Int16Array(2 * COMPARED_RATE);
    expect(soundsAlike(silence, silence)).toBe(true);
    expect(soundsAlike(voice(1), silence)).toBe(false);
    expect(soundsAlike(silence, voice(1))).toBe(false);
  });

  it('too short to compare is let pass', () => {
    expect(soundsAlike(voice(1, 0.05), voice(2))).toBe(true);
    expect(soundsAlike(voice(1), voice(2, 0.5))).toBe(true);
  });

  it('is read as little-endian samples from any place in memory', () => {
    const bytes = new Uint8Array([9, 0x01, 0x00, 0xff, 0xff, 7]).subarray(1);
    expect([...samplesOf(bytes)]).toEqual([1, -1]);
  });
});
