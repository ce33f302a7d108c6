import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Fmp4Init, readFmp4Init, readFmp4Segment } from './fmp4-segment.ts';
import { commonest } from './segment-reading.ts';
import { readTsMediaSegment } from './ts-segment.ts';

const INIT: Fmp4Init = {
  isEncrypted: false,
  video: {
    stream: { codecs: 'avc1.64001f' },
    track: {
      trackId: 1,
      kind: 'video',
      timescale: 30_000,
      codecs: 'avc1.64001f',
      isEncrypted: false,
      hasEditList: false,
    },
  },
};

/** A box of any payload. */
function box(type: string, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(8 + payload.length);
  new DataView(bytes.buffer).setUint32(0, bytes.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(payload, 8);
  return bytes;
}

function join(...parts: Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

describe('hostile segments', () => {
  const payload = fc.uint8Array({ maxLength: 200 });

  it('of fMP4 are described, never thrown at', () => {
    const fragment = fc
      .tuple(payload, payload, payload, payload)
      .map(([mfhd, tfhd, trun, mdat]) =>
        join(
          box('moof', join(box('mfhd', mfhd), box('traf', join(box('tfhd', tfhd), box('trun', trun))))),
          box('mdat', mdat),
        ),
      );
    fc.assert(
      fc.property(fc.oneof(payload, fragment), (bytes) => {
        const { faults, video } = readFmp4Segment(bytes, INIT);
        expect(video !== undefined || faults.length > 0).toBe(true);
      }),
    );
  });

  it('of TS are described, never thrown at', () => {
    const packet = fc.uint8Array({ minLength: 188, maxLength: 188 }).map((bytes) => {
      bytes[0] = 0x47;
      return bytes;
    });
    const stream = fc.array(packet, { minLength: 1, maxLength: 12 }).map((packets) => join(...packets));
    fc.assert(
      fc.property(fc.oneof(payload, stream), (bytes) => {
        const { faults, video, audio } = readTsMediaSegment(bytes);
        expect(video !== undefined || audio !== undefined || faults.length > 0).toBe(true);
      }),
    );
  });

  it('without samples of the track are told apart from damage', () => {
    expect(readFmp4Segment(new Uint8Array(0), INIT).faults).toEqual(['holds no samples of track 1 (picture)']);
    expect(() => readFmp4Init(box('ftyp', new Uint8Array(8)))).toThrow('wanted a moov box');
  });
});

it('finds the commonest of numbers', () => {
  expect(commonest([1, 2, 2, 3])).toBe(2);
  expect(commonest([])).toBe(0);
});
