import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeGrid, DEFAULT_GRID_POLICY, segmentCount, segmentStart } from '../grid/grid.ts';
import { rational, toNumber } from '../rational.ts';
import { extinfDurations } from './extinf.ts';

const RATES = [rational(24000, 1001), rational(25), rational(30000, 1001), rational(60000, 1001), rational(7, 3)];

describe('extinfDurations', () => {
  it('keeps every run within two microseconds of its true length', () => {
    const anyGrid = fc.tuple(fc.constantFrom(...RATES), fc.integer({ min: 1, max: 20_000 }));
    fc.assert(
      fc.property(anyGrid, fc.nat(), fc.nat(), ([rate, frames], a, b) => {
        const grid = makeGrid(rate, frames, DEFAULT_GRID_POLICY);
        const count = segmentCount(grid);
        const durations = extinfDurations(Array.from({ length: count + 1 }, (_, i) => segmentStart(grid, i)));
        const [from, to] = [a % count, b % count].toSorted((x, y) => x - y) as [number, number];
        const said = durations.slice(from, to + 1).reduce((sum, text) => sum + Number(text), 0);
        const real = toNumber(segmentStart(grid, to + 1)) - toNumber(segmentStart(grid, from));
        expect(Math.abs(said - real)).toBeLessThan(2e-6);
      }),
    );
  });

  it('starts from the first boundary, wherever that is', () => {
    expect(extinfDurations([rational(7), rational(9), rational(25, 2)])).toEqual(['2.000000', '3.500000']);
    expect(extinfDurations([])).toEqual([]);
  });
});
