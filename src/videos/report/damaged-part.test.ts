import { describe, expect, it } from 'vitest';

import { describeDamage, joinDamagedParts } from './damaged-part.ts';

describe('damaged parts', () => {
  it('become one where they overlap or lie close together', () => {
    const parts = [
      { startSeconds: 20, durationSeconds: 1 },
      { startSeconds: 3, durationSeconds: 4 },
      { startSeconds: 5, durationSeconds: 1 },
      { startSeconds: 8, durationSeconds: 2 },
    ];
    expect(joinDamagedParts(parts)).toEqual([
      { startSeconds: 3, durationSeconds: 7 },
      { startSeconds: 20, durationSeconds: 1 },
    ]);
  });

  it('stay apart where one is of the picture and the other of the sound', () => {
    const picture = { startSeconds: 3, durationSeconds: 4 };
    const sound = { startSeconds: 2, durationSeconds: 2, of: 'sound' } as const;
    expect(joinDamagedParts([picture, sound])).toEqual([sound, picture]);
    expect(describeDamage([sound])).toEqual(['2.0 s of the sound could not be read properly at 0:02.']);
  });

  it('are told with length and place', () => {
    expect(describeDamage([{ startSeconds: 31 * 60 + 4, durationSeconds: 12 }])).toEqual([
      '12 s of the picture could not be read properly at 31:04.',
    ]);
    expect(describeDamage([{ startSeconds: 3723.4, durationSeconds: 0.52 }])[0]).toMatch(/^0\.5 s .* at 1:02:03\.$/);
  });

  it('are summed up where there are many', () => {
    const parts = Array.from({ length: 9 }, (_, i) => ({ startSeconds: i * 60, durationSeconds: 2 }));
    const told = describeDamage(parts);
    expect(told).toHaveLength(6);
    expect(told.at(-1)).toBe('4 more damaged parts, 8 s together.');
  });
});
