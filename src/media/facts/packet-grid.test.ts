import { describe, expect, it } from 'vitest';

import { rational } from '../rational.ts';
import { findPacketGrid } from './packet-grid.ts';

const MILLISECONDS = rational(1, 1000);

/** Times in ticks of packets that begin every `packetSamples`, as a writer rounds them. */
function times(
  sampleRate: number,
  packetSamples: number,
  count: number,
  round = Math.round,
  firstSample = 0,
): number[] {
  return Array.from({ length: count }, (_, i) => round(((firstSample + i * packetSamples) * 1000) / sampleRate));
}

describe('findPacketGrid', () => {
  it.each([
    { codec: 'AAC at 48 kHz', sampleRate: 48_000, packetSamples: 1024 },
    { codec: 'AAC at 44.1 kHz', sampleRate: 44_100, packetSamples: 1024 },
    { codec: 'HE-AAC', sampleRate: 44_100, packetSamples: 2048 },
    { codec: 'MP3', sampleRate: 44_100, packetSamples: 1152 },
    { codec: 'AC-3', sampleRate: 48_000, packetSamples: 1536 },
    { codec: 'FLAC', sampleRate: 44_100, packetSamples: 4608 },
    { codec: 'AMR', sampleRate: 8_000, packetSamples: 160 },
  ])('finds the packets of $codec in a container of milliseconds', ({ sampleRate, packetSamples }) => {
    for (const round of [Math.round, Math.floor, Math.ceil]) {
      for (const count of [200, 1000, 50_000]) {
        const firstSample = 90_000 * sampleRate + 137;
        const grid = findPacketGrid(
          times(sampleRate, packetSamples, count, round, firstSample),
          MILLISECONDS,
          sampleRate,
        );
        expect(grid?.packetSamples).toBe(packetSamples);
        expect(Math.abs((grid?.firstSample ?? 0) - firstSample)).toBeLessThanOrEqual(sampleRate / 1000);
      }
    }
  });

  it('places packets alike wherever it is asked: the error is the same for all of them', () => {
    const grid = findPacketGrid(times(44_100, 1024, 10_000), MILLISECONDS, 44_100);
    expect(Math.abs(grid?.firstSample ?? 99)).toBeLessThanOrEqual(1);
  });

  it('finds none where a packet is missing', () => {
    const whole = times(48_000, 1024, 500);
    expect(findPacketGrid([...whole.slice(0, 200), ...whole.slice(201)], MILLISECONDS, 48_000)).toBeUndefined();
  });

  it('finds none where packets are of unequal length', () => {
    const vorbis = Array.from({ length: 100 }, (_, i) => Math.round((i * 1024 + (i % 7) * 300) / 48));
    expect(findPacketGrid(vorbis, MILLISECONDS, 48_000)).toBeUndefined();
  });

  it('needs none where the clock counts samples', () => {
    expect(findPacketGrid([0, 1024, 2048, 3072, 4096, 5120, 6144, 7168], rational(1, 48_000), 48_000)).toBeUndefined();
  });

  it('does not guess from a handful of packets', () => {
    expect(findPacketGrid([], MILLISECONDS, 48_000)).toBeUndefined();
    expect(findPacketGrid([0, 21, 43], MILLISECONDS, 48_000)).toBeUndefined();
  });
});
