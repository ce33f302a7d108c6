import { expect, it } from 'vitest';

import { parseRange } from './byte-range.ts';

it.each([
  [undefined, 'whole'],
  ['bytes=0-', { start: 0, end: 1000 }],
  ['bytes=0-0', { start: 0, end: 1 }],
  ['bytes=100-199', { start: 100, end: 200 }],
  ['bytes=900-5000', { start: 900, end: 1000 }],
  ['bytes=-100', { start: 900, end: 1000 }],
  ['bytes=-5000', { start: 0, end: 1000 }],
  ['bytes=-0', 'unsatisfiable'],
  ['bytes=1000-', 'unsatisfiable'],
  ['bytes=5000-6000', 'unsatisfiable'],
  ['bytes=200-100', 'whole'],
  ['bytes=0-1,5-6', 'whole'],
  ['bytes=-', 'whole'],
  ['items=0-5', 'whole'],
  ['bytes=a-b', 'whole'],
])('%s of 1000 bytes', (header, wanted) => {
  expect(parseRange(header, 1000)).toEqual(wanted);
});

it('has nothing to give of an empty object', () => {
  expect(parseRange('bytes=0-', 0)).toBe('unsatisfiable');
});
