import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MediaError } from '../media-error.ts';
import { childrenOf, findBox, walkBoxes } from './box.ts';

/** A box with a 32-bit size. */
function box(type: string, ...content: (Uint8Array | number[])[]): Uint8Array {
  const payload = content.flatMap((part) => [...part]);
  const bytes = new Uint8Array(8 + payload.length);
  new DataView(bytes.buffer).setUint32(0, bytes.length);
  bytes.set(
    [...type].map((character) => character.charCodeAt(0)),
    4,
  );
  bytes.set(payload, 8);
  return bytes;
}

function bytes(...parts: (Uint8Array | number[])[]): Uint8Array {
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

const MOOV = [...'moov'].map((character) => character.charCodeAt(0));

describe('walkBoxes', () => {
  it('lists boxes in order with their places', () => {
    const file = bytes(box('ftyp', [1, 2, 3]), box('free'), box('\u00a9nam', [9]));
    expect(walkBoxes(file)).toEqual([
      { type: 'ftyp', offset: 0, size: 11, headerSize: 8 },
      { type: 'free', offset: 11, size: 8, headerSize: 8 },
      { type: '\u00a9nam', offset: 19, size: 9, headerSize: 8 },
    ]);
  });

  it('reads nothing from nothing', () => {
    expect(walkBoxes(new Uint8Array(0))).toEqual([]);
  });

  it('reads 64-bit sizes', () => {
    const long = bytes([0, 0, 0, 1], MOOV, [0, 0, 0, 0, 0, 0, 0, 18], [7, 7]);
    expect(walkBoxes(bytes(long, box('free')))).toEqual([
      { type: 'moov', offset: 0, size: 18, headerSize: 16 },
      { type: 'free', offset: 18, size: 8, headerSize: 8 },
    ]);
  });

  it('takes size 0 as reaching to the end', () => {
    expect(walkBoxes(bytes(box('free'), [0, 0, 0, 0], MOOV, [1, 2, 3]))[1]).toEqual({
      type: 'moov',
      offset: 8,
      size: 11,
      headerSize: 8,
    });
  });

  it('counts the long type of uuid to the header', () => {
    const file = box('uuid', new Uint8Array(16), [1, 2]);
    expect(walkBoxes(file)).toEqual([{ type: 'uuid', offset: 0, size: 26, headerSize: 24 }]);
  });

  it('counts offsets from the given bytes, also when they are a view', () => {
    const outer = bytes([9, 9, 9], box('free'), box('mdat', [5]));
    expect(walkBoxes(outer.subarray(3)).map(({ offset }) => offset)).toEqual([0, 8]);
    expect(walkBoxes(outer, 11)).toEqual([{ type: 'mdat', offset: 11, size: 9, headerSize: 8 }]);
    expect(walkBoxes(outer, 3, 11)).toEqual([{ type: 'free', offset: 3, size: 8, headerSize: 8 }]);
  });

  it.each<[string, Uint8Array]>([
    ['a box that overruns', bytes([0, 0, 0, 9], MOOV)],
    ['a size below the header', bytes([0, 0, 0, 7], MOOV)],
    ['a 64-bit size below its header', bytes([0, 0, 0, 1], MOOV, [0, 0, 0, 0, 0, 0, 0, 15])],
    ['a 64-bit size of 0', bytes([0, 0, 0, 1], MOOV, [0, 0, 0, 0, 0, 0, 0, 0])],
    ['a 64-bit size beyond 2^53', bytes([0, 0, 0, 1], MOOV, [255, 255, 255, 255, 255, 255, 255, 255])],
    ['half a header', bytes(box('free'), [0, 0, 0])],
    ['half a 64-bit header', bytes([0, 0, 0, 1], MOOV, [0, 0, 0, 0])],
    ['a uuid without its type', box('uuid', [1, 2])],
  ])('refuses %s', (_what, file) => {
    expect(() => walkBoxes(file)).toThrow(MediaError);
  });

  it('keeps what is not text out of its messages', () => {
    expect(() => walkBoxes(bytes([0, 0, 0, 99, 0x1b, 0x0a, 0xff, 0x41]))).toThrow(
      '???A at byte 0: wanted 99 bytes, got 8',
    );
  });

  it('refuses more boxes than a file can need', () => {
    const file = new Uint8Array(8 * 200_001);
    for (let at = 0; at < file.length; at += 8) file[at + 3] = 8;
    expect(() => walkBoxes(file)).toThrow(/at most 200000/);
  });

  it('covers any bytes it accepts exactly, and refuses the others with MediaError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (file) => {
        let walked;
        try {
          walked = walkBoxes(file);
        } catch (error) {
          expect(error).toBeInstanceOf(MediaError);
          return;
        }
        expect(walked.reduce((total, { size }) => total + size, 0)).toBe(file.length);
      }),
    );
  });
});

describe('findBox', () => {
  const file = bytes(
    box('ftyp'),
    box('moov', box('mvhd', [1]), box('trak', box('tkhd', [2])), box('trak', box('mdia'))),
  );

  it('follows a path', () => {
    expect(findBox(file, ['moov', 'trak', 'tkhd'])).toEqual({ type: 'tkhd', offset: 33, size: 9, headerSize: 8 });
  });

  it('goes into the first box of a type only', () => {
    expect(findBox(file, ['moov', 'trak', 'mdia'])).toBeUndefined();
  });

  it('finds nothing for a missing step or an empty path', () => {
    expect(findBox(file, ['moof'])).toBeUndefined();
    expect(findBox(file, ['moov', 'udta', 'meta'])).toBeUndefined();
    expect(findBox(file, [])).toBeUndefined();
  });

  it('refuses children that overrun their parent although the file goes on', () => {
    const inner = box('trak');
    inner[3] = 20;
    expect(() => findBox(bytes(box('moov', inner), box('free', new Uint8Array(40))), ['moov', 'tkhd'])).toThrow(
      MediaError,
    );
  });
});

describe('childrenOf', () => {
  it('lists what is directly inside', () => {
    const file = box('moov', box('mvhd'), box('trak', box('tkhd')));
    expect(childrenOf(file, walkBoxes(file)[0]!).map(({ type }) => type)).toEqual(['mvhd', 'trak']);
  });
});
