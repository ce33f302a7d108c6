import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MediaError } from '../media-error.ts';
import { adtsHeader, parseAdtsHeader } from './adts.ts';
import { AAC_SAMPLE_RATES, type AudioSpecificConfig } from './audio-specific-config.ts';

const LC: AudioSpecificConfig = {
  objectType: 2,
  signalledObjectType: 2,
  sampleRate: 48_000,
  channelConfiguration: 2,
  channels: 2,
  frameSamples: 1024,
  isLowComplexity: true,
  hasSbr: false,
  hasParametricStereo: false,
};

describe('adtsHeader', () => {
  it('is what FFmpeg writes for 48 kHz stereo', () => {
    expect(adtsHeader(LC, 336)).toEqual(new Uint8Array([0xff, 0xf1, 0x4c, 0x80, 0x2a, 0xff, 0xfc]));
  });

  it('reads back as written', () => {
    const input = fc.record({
      objectType: fc.integer({ min: 1, max: 4 }),
      sampleRate: fc.constantFrom(...AAC_SAMPLE_RATES),
      channelConfiguration: fc.integer({ min: 1, max: 7 }),
      payloadBytes: fc.integer({ min: 1, max: 8184 }),
    });
    fc.assert(
      fc.property(input, ({ payloadBytes, ...fields }) => {
        const frame = new Uint8Array(3 + 7 + payloadBytes);
        frame.set(adtsHeader({ ...LC, ...fields }, payloadBytes), 3);
        expect(parseAdtsHeader(frame, 3)).toEqual({
          ...fields,
          headerBytes: 7,
          frameBytes: 7 + payloadBytes,
          rawBlocks: 1,
        });
      }),
    );
  });

  it.each<[string, Partial<AudioSpecificConfig>, number]>([
    ['a frame of 8192 bytes', {}, 8185],
    ['an empty frame', {}, 0],
    ['an object type ADTS has no bits for', { objectType: 5 }, 100],
    ['a rate outside the table', { sampleRate: 46_000 }, 100],
    ['channels in a program config element', { channelConfiguration: 0 }, 100],
    ['7.1 by configuration 12', { channelConfiguration: 12 }, 100],
  ])('refuses %s', (_what, change, bytes) => {
    expect(() => adtsHeader({ ...LC, ...change }, bytes)).toThrow(MediaError);
  });
});

describe('parseAdtsHeader', () => {
  const frame = new Uint8Array([0xff, 0xf1, 0x4c, 0x80, 0x01, 0x3f, 0xfc, 1, 2]);

  it('reads a header with a checksum', () => {
    expect(parseAdtsHeader(frame.map((byte, i) => (i === 1 ? 0xf0 : byte)))).toMatchObject({
      headerBytes: 9,
      frameBytes: 9,
    });
  });

  it.each<[string, Uint8Array]>([
    ['six bytes', frame.subarray(0, 6)],
    ['no sync word', frame.map((byte, i) => (i === 1 ? 0xe1 : byte))],
    ['a layer', frame.map((byte, i) => (i === 1 ? 0xf3 : byte))],
    ['a reserved rate', frame.map((byte, i) => (i === 2 ? 0x7c : byte))],
    ['a frame shorter than its header', frame.map((byte, i) => (i === 4 ? 0 : byte))],
    ['a frame that overruns', frame.map((byte, i) => (i === 3 ? 0x83 : byte))],
  ])('refuses %s', (_what, bytes) => {
    expect(() => parseAdtsHeader(bytes)).toThrow(MediaError);
  });

  it('refuses an offset outside the bytes', () => {
    expect(() => parseAdtsHeader(frame, -1)).toThrow(MediaError);
    expect(() => parseAdtsHeader(frame, 50)).toThrow(MediaError);
  });
});
