import { describe, expect, it } from 'vitest';
import { MediaError } from '../media-error.ts';
import { muxTsSegment, type TsSegmentInput } from './mux-segment.ts';
import { readTsSegment, type TsFacts } from './read-segment.ts';
import { PACKET_BYTES } from './transport-packet.ts';
import type { TsAudioFrame, TsVideoFrame } from './ts-frames.ts';

function mux(input: Omit<TsSegmentInput, 'audioCodec'>) {
  const segment = muxTsSegment({ ...input, audioCodec: 'aac' });
  const facts = readTsSegment(segment.bytes);
  expect(facts.faults).toEqual([]);
  return { ...segment, facts };
}

function clockGapsMs(facts: TsFacts): number[] {
  return facts.clocks
    .slice(1)
    .map((clock, index) => (clock.ticks27MHz - (facts.clocks[index]?.ticks27MHz ?? 0)) / 27_000);
}

/** Video frames of one size and audio frames of 256 bytes, from 1 s on. */
function synthetic(
  frameRate: number,
  seconds: number,
  frameBytes: number,
): { video: TsVideoFrame[]; audio: TsAudioFrame[] } {
  const adts = new Uint8Array(256).fill(0x55);
  adts.set([0xff, 0xf1, 0x4c, 0x80, 256 >> 3, 0x1f, 0xfc]);
  return {
    video: Array.from({ length: frameRate * seconds }, (_, index) => {
      const annexB = new Uint8Array(frameBytes + ((index * 37) % 184)).fill(0x55);
      annexB.set([0, 0, 0, 1, 9, 0xf0, 0, 0, 1, index === 0 ? 0x65 : 0x41, 0x88]);
      const dtsTicks = 90_000 + Math.round((index * 90_000) / frameRate);
      return { dtsTicks, ptsTicks: dtsTicks + 3000, isKey: index === 0, annexB };
    }),
    audio: Array.from({ length: Math.floor(seconds * 46.875) }, (_, index) => ({
      ptsTicks: 93_000 + 1920 * index,
      adts,
    })),
  };
}

describe('muxTsSegment', () => {
  it('names an empty stream in the PMT, so that it stays the same from segment to segment', () => {
    const { video } = synthetic(25, 1, 400);
    const { facts } = mux({ video, audio: [] });
    expect(facts.streams.map((stream) => [stream.codec, stream.pes.length])).toEqual([
      ['h264', video.length],
      ['aac', 0],
    ]);
  });

  it.each([1, 5, 10, 12, 24, 25, 30, 50, 60])(
    'has a clock at least every 100 ms at %i frames a second',
    (frameRate) => {
      const { facts } = mux(synthetic(frameRate, 4, 900));
      const first = (facts.clocks[0]?.ticks27MHz ?? 0) / 27_000;
      const last = (facts.clocks.at(-1)?.ticks27MHz ?? 0) / 27_000;
      expect(first).toBe(500); // half a second behind the first frame
      expect(last).toBeGreaterThanOrEqual(first + 3900);
      expect(Math.max(...clockGapsMs(facts))).toBeLessThanOrEqual(100);
      expect(Math.min(...clockGapsMs(facts))).toBeGreaterThan(0);
    },
  );

  it.each([
    [16, 20],
    [256, 3000],
  ])('has a clock every 100 ms in audio alone, frames of %i bytes and gaps', (frameBytes, gap) => {
    const adts = new Uint8Array(frameBytes);
    adts.set([0xff, 0xf1, 0x4c, 0x80 | (frameBytes >> 11), frameBytes >> 3, ((frameBytes & 7) << 5) | 0x1f, 0xfc]);
    const frames = Array.from({ length: 100 }, (_, i) => ({
      ptsTicks: 90_000 + 1920 * i + (i >= 50 ? gap * 90 : 0),
      adts,
    }));
    const { facts } = mux({ audio: frames });
    expect(Math.max(...clockGapsMs(facts))).toBeLessThanOrEqual(100);
    expect(facts.streams[0]?.adts?.frameCount).toBe(100);
    // the first frame behind the gap has its own time
    expect(facts.streams[0]?.pes.map((pes) => pes.ptsTicks)).toContain(frames[50]?.ptsTicks);
  });

  it('keeps audio within half a second of the video around it', () => {
    const { facts } = mux(synthetic(25, 4, 5000));
    const all = facts.streams.flatMap((stream) => stream.pes).toSorted((a, b) => a.offsetBytes - b.offsetBytes);
    const times = all.map((pes) => pes.dtsTicks ?? 0);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    const sound = facts.streams[1]?.pes.map((pes) => pes.ptsTicks ?? 0) ?? [];
    for (const [index, ticks] of sound.slice(1).entries())
      expect(ticks - (sound[index] ?? 0)).toBeLessThanOrEqual(36_000);
  });

  it('costs little more than one PES packet a frame must: 4.7 % at 1 Mb/s, under 4 % from 1.4 Mb/s', () => {
    const overheadPercent = (bitsPerSecond: number) => {
      const input = { video: synthetic(25, 4, Math.round(bitsPerSecond / 8 / 25) - 92).video };
      const payload = input.video.reduce((sum, frame) => sum + frame.annexB.length, 0);
      return (100 * (mux(input).bytes.length - payload)) / payload;
    };
    // 2.2 % for the packets' headers, and 25 times a second 19 bytes of PES header and half a packet of stuffing
    expect(overheadPercent(1_000_000)).toBeLessThan(4.7);
    expect(overheadPercent(1_400_000)).toBeLessThan(4);
    expect(overheadPercent(5_000_000)).toBeLessThan(2.7);
  });

  it('begins every PID with the discontinuity indicator, or goes on counting', () => {
    const input = synthetic(25, 1, 400);
    const first = muxTsSegment({ ...input, audioCodec: 'aac' });
    const marked = (bytes: Uint8Array) => {
      const pids: number[] = [];
      for (let at = 0; at < bytes.length; at += PACKET_BYTES) {
        const hasFlags = ((bytes[at + 3] ?? 0) & 0x20) !== 0 && (bytes[at + 4] ?? 0) > 0;
        if (hasFlags && ((bytes[at + 5] ?? 0) & 0x80) !== 0)
          pids.push(((bytes[at + 1] ?? 0) & 0x1f) * 256 + (bytes[at + 2] ?? 0));
      }
      return pids;
    };
    expect(marked(first.bytes).toSorted((a, b) => a - b)).toEqual([0, 0x100, 0x101, 0x1000]);
    const saved: unknown = JSON.parse(JSON.stringify(first.continuity));
    const second = muxTsSegment({ ...input, audioCodec: 'aac', continuity: saved as typeof first.continuity });
    expect(marked(second.bytes)).toEqual([]);
  });

  it('refuses frames that no player could follow', () => {
    const good = synthetic(25, 1, 400);
    const [one, two] = good.video as [TsVideoFrame, TsVideoFrame];
    const [sound] = good.audio as [TsAudioFrame];
    const bad: Omit<TsSegmentInput, 'audioCodec'>[] = [
      {},
      { video: [], audio: [] },
      { video: [two, one] },
      { video: [one, one] },
      { video: [{ ...one, ptsTicks: one.dtsTicks - 1 }] },
      { video: [{ ...one, dtsTicks: -1 }] },
      { video: [{ ...one, dtsTicks: 0.5 }] },
      { video: [one, { ...two, ptsTicks: 9e9, dtsTicks: 9e9 }] },
      { video: [{ ...one, annexB: new Uint8Array(0) }] },
      { video: [{ ...one, annexB: Uint8Array.of(0, 0, 0, 9, 0x65) }] },
      { audio: [{ ...sound, adts: sound.adts.subarray(1) }] },
      { audio: [{ ...sound, adts: sound.adts.subarray(0, 200) }] },
      { audio: [sound, sound] },
      { audio: [{ ...sound, ptsTicks: Number.NaN }] },
    ];
    for (const input of bad) expect(() => muxTsSegment({ ...input, audioCodec: 'aac' })).toThrow(MediaError);
  });
});
