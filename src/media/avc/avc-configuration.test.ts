import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MediaError } from '../media-error.ts';
import { parseAvcConfiguration } from './avc-configuration.ts';

const SPS = [0x67, 0x64, 0x00, 0x1f, 1];
const PPS = [0x68, 2];

function avcC(sps: number[][], pps: number[][], tail: number[] = []): Uint8Array {
  const sets = (list: number[][]): number[] => list.flatMap((set) => [set.length >> 8, set.length & 255, ...set]);
  return new Uint8Array([1, 0x64, 0, 0x1f, 0xff, 0xe0 | sps.length, ...sets(sps), pps.length, ...sets(pps), ...tail]);
}

describe('parseAvcConfiguration', () => {
  it('reads parameter sets, length size and codec', () => {
    expect(parseAvcConfiguration(avcC([SPS], [PPS, [0x68, 3]], [0xfd, 0xf8, 0xf8, 0]))).toEqual({
      profileIdc: 100,
      constraintFlags: 0,
      levelIdc: 31,
      lengthSize: 4,
      sps: [new Uint8Array(SPS)],
      pps: [new Uint8Array(PPS), new Uint8Array([0x68, 3])],
      codecs: 'avc1.64001f',
    });
  });

  it('reads a configuration whose parameter sets come in band', () => {
    expect(parseAvcConfiguration(avcC([], []))).toMatchObject({ sps: [], pps: [] });
  });

  it.each([
    [0xfc, 1],
    [0xfd, 2],
  ])('reads the length size of byte %i', (byte, lengthSize) => {
    const payload = avcC([SPS], [PPS]);
    payload[4] = byte;
    expect(parseAvcConfiguration(payload).lengthSize).toBe(lengthSize);
  });

  it('refuses every shorter payload', () => {
    const payload = avcC([SPS], [PPS]);
    for (let length = 0; length < payload.length; length++) {
      expect(() => parseAvcConfiguration(payload.subarray(0, length))).toThrow(MediaError);
    }
  });

  it.each<[string, Uint8Array]>([
    ['another version', new Uint8Array([2, ...avcC([SPS], [PPS]).subarray(1)])],
    ['a length size of 3', avcC([SPS], [PPS]).map((byte, i) => (i === 4 ? 0xfe : byte))],
    ['a PPS among the SPS', avcC([PPS], [PPS])],
    ['an empty SPS', avcC([[]], [PPS])],
  ])('refuses %s', (_what, payload) => {
    expect(() => parseAvcConfiguration(payload)).toThrow(MediaError);
  });

  it('never throws anything but MediaError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (noise) => {
        try {
          parseAvcConfiguration(new Uint8Array([1, ...noise]));
        } catch (error) {
          expect(error).toBeInstanceOf(MediaError);
        }
      }),
    );
  });
});
