import { expect, it } from 'vitest';

import { durationText, lecternWallSeconds, lengthsTable } from './lengths.ts';
import type { LengthResult } from './results.ts';

const RESULT: LengthResult = {
  kind: 'lecture',
  lectern: [
    { seconds: 60, wallSeconds: 22, firstSeconds: 1.04 },
    { seconds: 300, wallSeconds: 102, firstSeconds: 1.11 },
  ],
  classic: { seconds: 60, wallSeconds: 60, firstSeconds: 26 },
};

it('draws a straight line through the two lengths that were measured', () => {
  expect(lecternWallSeconds(RESULT, 60)).toBe(22);
  expect(lecternWallSeconds(RESULT, 300)).toBe(102);
  expect(lecternWallSeconds(RESULT, 1800)).toBe(602);
});

it('marks every figure that was not measured', () => {
  const rows = lengthsTable([RESULT]).split('\n').slice(2);
  const cells = rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  expect(cells).toEqual([
    ['1 min', '1.0 s', '22 s', '1 min'],
    ['5 min', '1.1 s', '1 min 42 s', '~5 min'],
    ['30 min', '~1.1 s', '~10 min', '~30 min'],
    ['1 h', '~1.1 s', '~20 min', '~1 h'],
    ['2 h', '~1.1 s', '~40 min', '~2 h'],
  ]);
});

it.each([
  [8.4, '8 s'],
  [59.6, '1 min'],
  [60, '1 min'],
  [72, '1 min 12 s'],
  [599.7, '10 min'],
  [1440, '24 min'],
  [3599, '1 h'],
  [3900, '1 h 05 min'],
])('writes %d seconds as %s', (seconds, text) => {
  expect(durationText(seconds)).toBe(text);
});
