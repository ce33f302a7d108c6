import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MediaError } from '../media-error.ts';
import { AAC_SAMPLE_RATES, parseAudioSpecificConfig } from './audio-specific-config.ts';

/** Packs [width, value] pairs into bytes, padded with zeros. */
function pack(...fields: [number, number][]): Uint8Array {
  const bits = fields.map(([width, value]) => value.toString(2).padStart(width, '0')).join('');
  const padded = bits.padEnd(Math.ceil(bits.length / 8) * 8, '0');
  return new Uint8Array((padded.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}

const GENERAL: [number, number] = [3, 0];

describe('parseAudioSpecificConfig', () => {
  it('reads what FFmpeg writes: AAC-LC, and that there is no SBR', () => {
    expect(parseAudioSpecificConfig(new Uint8Array([0x12, 0x10, 0x56, 0xe5, 0x00]))).toEqual({
      objectType: 2,
      signalledObjectType: 2,
      sampleRate: 44_100,
      channelConfiguration: 2,
      channels: 2,
      frameSamples: 1024,
      isLowComplexity: true,
      hasSbr: false,
      hasParametricStereo: false,
    });
  });

  it('reads back any rate and channel configuration', () => {
    const channels = fc.constantFrom([1, 1], [2, 2], [3, 3], [4, 4], [5, 5], [6, 6], [7, 8], [11, 7], [12, 8], [14, 8]);
    fc.assert(
      fc.property(fc.nat(12), channels, (rate, [configuration, count]) => {
        expect(parseAudioSpecificConfig(pack([5, 2], [4, rate], [4, configuration], GENERAL))).toMatchObject({
          sampleRate: AAC_SAMPLE_RATES[rate],
          channels: count,
          isLowComplexity: true,
        });
      }),
    );
  });

  it('reads a rate that is written out', () => {
    expect(parseAudioSpecificConfig(pack([5, 2], [4, 15], [24, 46_000], [4, 1], GENERAL)).sampleRate).toBe(46_000);
  });

  it('reads frames of 960 samples and the delay of a core coder', () => {
    const config = parseAudioSpecificConfig(pack([5, 2], [4, 3], [4, 2], [1, 1], [1, 1], [14, 99], [1, 0]));
    expect(config.frameSamples).toBe(960);
  });

  it('reads HE-AAC signalled first', () => {
    expect(parseAudioSpecificConfig(pack([5, 5], [4, 6], [4, 2], [4, 3], [5, 2], GENERAL))).toMatchObject({
      objectType: 2,
      signalledObjectType: 5,
      sampleRate: 24_000,
      extensionSampleRate: 48_000,
      hasSbr: true,
      hasParametricStereo: false,
      isLowComplexity: false,
    });
  });

  it('reads HE-AAC v2 signalled first', () => {
    expect(parseAudioSpecificConfig(pack([5, 29], [4, 6], [4, 1], [4, 3], [5, 2], GENERAL))).toMatchObject({
      signalledObjectType: 29,
      hasSbr: true,
      hasParametricStereo: true,
    });
  });

  it('reads HE-AAC signalled behind, for old decoders to miss', () => {
    const sync = pack([5, 2], [4, 6], [4, 2], GENERAL, [11, 0x2b7], [5, 5], [1, 1], [4, 3], [11, 0x548], [1, 1]);
    expect(parseAudioSpecificConfig(sync)).toMatchObject({
      signalledObjectType: 2,
      hasSbr: true,
      hasParametricStereo: true,
      extensionSampleRate: 48_000,
      isLowComplexity: false,
    });
  });

  it('counts the channels of a program config element: 5.1 with a comment', () => {
    const elements: [number, number][] = [
      [4, 2],
      [4, 0],
      [4, 1],
      [2, 1],
      [3, 0],
      [4, 0],
    ];
    const front: [number, number][] = [
      [1, 0],
      [4, 0],
      [1, 1],
      [4, 0],
    ];
    const config = pack(
      ...([[5, 2], [4, 3], [4, 0], GENERAL] as [number, number][]),
      ...([
        [4, 0],
        [2, 1],
        [4, 3],
      ] as [number, number][]),
      ...elements,
      ...([
        [1, 0],
        [1, 0],
        [1, 0],
      ] as [number, number][]),
      ...front,
      ...([
        [1, 1],
        [4, 1],
        [4, 0],
      ] as [number, number][]),
      // 16 + 10 + 21 + 3 + 10 + 5 + 4 bits so far: three more to the next byte.
      ...([
        [3, 0],
        [8, 2],
        [16, 0x4142],
      ] as [number, number][]),
    );
    expect(parseAudioSpecificConfig(config)).toMatchObject({ channelConfiguration: 0, channels: 6 });
  });

  it('reads xHE-AAC as far as it needs', () => {
    expect(parseAudioSpecificConfig(pack([5, 31], [6, 10], [4, 3], [4, 2], [8, 0]))).toMatchObject({
      objectType: 42,
      channels: 2,
      isLowComplexity: false,
    });
  });

  it.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array(0)],
    ['one byte', new Uint8Array([0x12])],
    ['a reserved rate', pack([5, 2], [4, 13], [4, 2], GENERAL)],
    ['a rate of 0', pack([5, 2], [4, 15], [24, 0], [4, 2], GENERAL)],
    ['a program config element that is not there', pack([5, 2], [4, 3], [4, 0], GENERAL)],
  ])('refuses %s', (_what, bytes) => {
    expect(() => parseAudioSpecificConfig(bytes)).toThrow(MediaError);
  });

  it('never throws anything but MediaError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 24 }), (noise) => {
        try {
          parseAudioSpecificConfig(noise);
        } catch (error) {
          expect(error).toBeInstanceOf(MediaError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
