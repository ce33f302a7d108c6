import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MediaError } from '../media-error.ts';
import { NAL_TYPE, nalType, removeEmulationPrevention, splitAnnexB, splitLengthPrefixed } from './nal.ts';

/** A NAL unit as it may stand in a stream: no start code inside, no zero at the end. */
const nal = fc
  .uint8Array({ minLength: 1, maxLength: 30 })
  .map((bytes) => bytes.map((byte, i) => (byte <= 3 && i > 0 ? byte + 4 : byte)))
  .filter((bytes) => bytes.at(-1) !== 0);
const lengthSize = fc.constantFrom(1, 2, 4);

function joinWithLengths(nals: Uint8Array[], size: number): Uint8Array {
  const length = (count: number): number[] => [24, 16, 8, 0].slice(4 - size).map((shift) => (count >>> shift) & 255);
  return new Uint8Array(nals.flatMap((unit) => [...length(unit.length), ...unit]));
}

describe('nalType', () => {
  it('is the lower five bits of the first byte', () => {
    expect(nalType(new Uint8Array([0x65]))).toBe(NAL_TYPE.idr);
    expect(nalType(new Uint8Array([0x27]))).toBe(NAL_TYPE.sps);
    expect(nalType(new Uint8Array(0))).toBe(0);
  });
});

describe('splitLengthPrefixed', () => {
  it('takes apart what was put together', () => {
    fc.assert(
      fc.property(fc.array(nal), lengthSize, (nals, size) => {
        expect(splitLengthPrefixed(joinWithLengths(nals, size), size)).toEqual(nals);
      }),
    );
  });

  it('leaves units of length 0 out', () => {
    expect(splitLengthPrefixed(new Uint8Array([0, 0, 0, 1, 9, 0, 0]), 2)).toEqual([new Uint8Array([9])]);
  });

  it.each<[string, number[], number]>([
    ['a unit that overruns', [0, 0, 0, 2, 9], 4],
    ['a length of 4 GB', [255, 255, 255, 255, 9], 4],
    ['half a length', [0, 0, 0], 4],
    ['a length size of 3', [0, 0, 1, 9], 3],
    ['a length size of 0', [1], 0],
    ['65,537 units', Array<number[]>(65_537).fill([1, 9]).flat(), 1],
  ])('refuses %s', (_what, sample, size) => {
    expect(() => splitLengthPrefixed(new Uint8Array(sample), size)).toThrow(MediaError);
  });
});

describe('splitAnnexB', () => {
  it('takes apart what was put together, with start codes of either length and zeros behind', () => {
    const unit = fc.tuple(fc.boolean(), nal, fc.nat(3));
    fc.assert(
      fc.property(fc.array(unit), (units) => {
        const stream = units.flatMap(([isLong, bytes, zeros]) => [
          ...(isLong ? [0] : []),
          ...[0, 0, 1],
          ...bytes,
          ...Array<number>(zeros).fill(0),
        ]);
        expect(splitAnnexB(new Uint8Array(stream))).toEqual(units.map(([, bytes]) => bytes));
      }),
    );
  });

  it.each<[string, number[], number[][]]>([
    ['nothing', [], []],
    ['no start code', [1, 2, 3, 0, 0], []],
    ['a start code alone', [0, 0, 1], []],
    ['bytes before the first start code', [7, 7, 0, 0, 1, 9], [[9]]],
    ['a start code at the very end', [0, 0, 1, 9, 0, 0, 1], [[9]]],
    ['start codes in a row', [0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 9], [[9]]],
    ['only zeros', Array<number>(20).fill(0), []],
  ])('reads %s', (_what, stream, expected) => {
    expect(splitAnnexB(new Uint8Array(stream))).toEqual(expected.map((bytes) => new Uint8Array(bytes)));
  });

  it('reads 4 MB of zeros in no time', () => {
    const started = performance.now();
    expect(splitAnnexB(new Uint8Array(4_000_000))).toEqual([]);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe('removeEmulationPrevention', () => {
  it.each<[number[], number[]]>([
    [
      [0, 0, 3, 1],
      [0, 0, 1],
    ],
    [
      [0, 0, 3, 0, 0, 3, 0],
      [0, 0, 0, 0, 0],
    ],
    [
      [0, 3, 0, 0, 3],
      [0, 3, 0, 0],
    ],
    [
      [9, 0, 0, 4],
      [9, 0, 0, 4],
    ],
    [[], []],
  ])('%j becomes %j', (escaped, raw) => {
    expect(removeEmulationPrevention(new Uint8Array(escaped))).toEqual(new Uint8Array(raw));
  });
});
