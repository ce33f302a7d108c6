import fc from 'fast-check';
import { expect, it } from 'vitest';

import { LineSplitter } from './line-splitter.ts';

function split(...pieces: readonly Uint8Array[]): { lines: string[]; count: number } {
  const lines: string[] = [];
  const splitter = new LineSplitter((line) => lines.push(line));
  for (const piece of pieces) splitter.push(piece);
  splitter.finish();
  splitter.finish();
  return { lines, count: splitter.count };
}

it('finds the same lines wherever the bytes are cut, letters of several bytes included', () => {
  const lines = fc.array(
    fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => !text.includes('\n') && text !== ''),
  );
  fc.assert(
    fc.property(lines, fc.array(fc.nat(400), { maxLength: 20 }), (wanted, cuts) => {
      const bytes = new TextEncoder().encode(wanted.join('\n'));
      const places = [0, ...cuts.filter((cut) => cut <= bytes.length).toSorted((a, b) => a - b), bytes.length];
      const pieces = places.slice(1).map((end, i) => bytes.slice(places[i], end));
      expect(split(...pieces).lines).toEqual(wanted);
    }),
  );
});

it('counts lines while they come, and gives the last one without its end', () => {
  expect(split(new TextEncoder().encode('a\nb\nc'))).toEqual({ lines: ['a', 'b', 'c'], count: 2 });
  expect(split(new TextEncoder().encode('a\n'))).toEqual({ lines: ['a'], count: 1 });
  expect(split()).toEqual({ lines: [], count: 0 });
});
