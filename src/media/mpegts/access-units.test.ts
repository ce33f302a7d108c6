import { describe, expect, it } from 'vitest';
import { readAccessUnits } from './access-units.ts';

const AUD = [0, 0, 0, 1, 0x09, 0xf0];
const SPS = [0, 0, 0, 1, 0x67, 0x64, 0x0a];
const PPS = [0, 0, 1, 0x68, 0xee];
const SEI = [0, 0, 1, 0x06, 5, 1, 9, 0x80];
const IDR = [0, 0, 1, 0x65, 0x88, 1, 2, 3];
const P = [0, 0, 1, 0x41, 0x9a, 4, 5];
/** A further slice of the same picture: first_mb_in_slice is not 0. */
const P_MORE = [0, 0, 1, 0x41, 0x20, 6];

const read = (...nals: number[][]) => readAccessUnits(Uint8Array.from(nals.flat()), 100);

describe('readAccessUnits', () => {
  it('splits by delimiters', () => {
    const { units, sps } = read(AUD, SPS, PPS, SEI, IDR, AUD, P, P_MORE, AUD, P);
    expect(units).toMatchObject([
      { isIdr: true, hasParameterSets: true, hasDelimiter: true, offsetBytes: 1 },
      { isIdr: false, hasParameterSets: false, hasDelimiter: true },
      { isIdr: false, hasParameterSets: false, hasDelimiter: true },
    ]);
    expect(sps).toEqual(Uint8Array.of(0x67, 0x64, 0x0a));
  });

  it('splits without delimiters, by first_mb_in_slice and by what opens a picture', () => {
    const { units } = read(SPS, PPS, IDR, P, P_MORE, SEI, P, SPS, PPS, IDR);
    expect(units.map((unit) => unit.isIdr)).toEqual([true, false, false, true]);
    expect(units.every((unit) => !unit.hasDelimiter)).toBe(true);
  });

  it('covers the stream without holes', () => {
    const stream = [SPS, PPS, IDR, P, P].flat();
    const { units } = readAccessUnits(Uint8Array.from(stream), 100);
    expect(units.reduce((sum, unit) => sum + unit.sizeBytes, units[0]?.offsetBytes ?? 0)).toBe(stream.length);
  });

  it('stops at the limit and takes noise and a cut start code', () => {
    const flood = Uint8Array.from({ length: 40_000 }, (_, index) => [0, 0, 1, 9][index % 4] ?? 0);
    expect(readAccessUnits(flood, 50)).toMatchObject({ isCut: true, units: { length: 50 } });
    expect(read([0, 0, 0, 0, 0]).units).toEqual([]);
    expect(read([0, 0, 1]).units).toHaveLength(1);
    expect(read([]).units).toEqual([]);
  });
});
