import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MediaError } from '../media-error.ts';
import { writeAudioFragment } from './audio-fragment.ts';
import { findBox, walkBoxes } from './box.ts';
import { readFragment } from './fragment.ts';

const u32 = fc.nat(2 ** 32 - 1);
const frame = fc.record({
  bytes: fc.uint8Array({ minLength: 1, maxLength: 40 }),
  durationTicks: fc.oneof(fc.constant(1024), fc.nat(5000)),
});

const ONE = { bytes: new Uint8Array([1]), durationTicks: 1024 };
const INPUT = { trackId: 1, sequenceNumber: 1, baseDecodeTimeTicks: 0, frames: [ONE] };

function flagsOf(fragment: Uint8Array, box: string): number {
  const found = findBox(fragment, ['moof', 'traf', box])!;
  return new DataView(fragment.buffer).getUint32(found.offset + 8);
}

describe('writeAudioFragment', () => {
  it('reads back as written', () => {
    const input = fc.record({
      trackId: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
      sequenceNumber: u32,
      baseDecodeTimeTicks: fc.maxSafeNat(),
      frames: fc.array(frame, { minLength: 1, maxLength: 50 }),
    });
    fc.assert(
      fc.property(input, ({ frames, ...header }) => {
        const bytes = writeAudioFragment({ ...header, frames });
        const { samples, durationTicks, ...read } = readFragment(bytes);
        expect(read).toEqual(header);
        expect(durationTicks).toBe(frames.reduce((total, { durationTicks: ticks }) => total + ticks, 0));
        const readFrames = samples.map((sample) => ({
          bytes: bytes.subarray(sample.offsetBytes, sample.offsetBytes + sample.sizeBytes),
          durationTicks: sample.durationTicks,
        }));
        expect(readFrames).toEqual(frames);
        expect(samples.every((sample) => sample.isSync && sample.compositionOffsetTicks === 0)).toBe(true);
      }),
    );
  });

  it('is one moof and one mdat, with the exact flags of the design', () => {
    const fragment = writeAudioFragment({ ...INPUT, frames: [ONE, ONE] });
    expect(walkBoxes(fragment).map(({ type }) => type)).toEqual(['moof', 'mdat']);
    expect(flagsOf(fragment, 'tfhd')).toBe(0x020028);
    expect(flagsOf(fragment, 'tfdt')).toBe(0x01000000);
    expect(flagsOf(fragment, 'trun')).toBe(0x000201);
  });

  it('writes durations only when one differs from 1024', () => {
    const fragment = writeAudioFragment({ ...INPUT, frames: [{ ...ONE, durationTicks: 512 }, ONE] });
    expect(flagsOf(fragment, 'trun')).toBe(0x000301);
    expect(readFragment(fragment).samples.map((sample) => sample.durationTicks)).toEqual([512, 1024]);
  });

  it.each<[string, object]>([
    ['no frames', { frames: [] }],
    ['an empty frame', { frames: [{ bytes: new Uint8Array(0), durationTicks: 1024 }] }],
    ['a negative duration', { frames: [{ ...ONE, durationTicks: -1 }] }],
    ['a fractional duration', { frames: [{ ...ONE, durationTicks: 0.5 }] }],
    ['track 0', { trackId: 0 }],
    ['a negative time', { baseDecodeTimeTicks: -1024 }],
    ['a time beyond 2^53', { baseDecodeTimeTicks: 2 ** 53 }],
    ['a sequence number of 33 bits', { sequenceNumber: 2 ** 32 }],
  ])('refuses %s', (_what, change) => {
    expect(() => writeAudioFragment({ ...INPUT, ...change })).toThrow(MediaError);
  });
});
