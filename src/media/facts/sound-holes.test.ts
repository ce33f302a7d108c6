import { describe, expect, it } from 'vitest';

import { findSoundHoles } from './sound-holes.ts';

const SAMPLE = 1 / 48_000;
const frames = (count: number) => ({ count, stepTicks: 1024 });

describe('findSoundHoles', () => {
  it('finds where packets are missing, from the end of the last one before', () => {
    const runs = [frames(187), { count: 1, stepTicks: 1024 + 96_000 }, frames(200)];
    const [hole, ...more] = findSoundHoles(-1024, runs, SAMPLE);
    expect(more).toEqual([]);
    expect(hole?.startSeconds).toBeCloseTo((187 * 1024) / 48_000, 6);
    expect(hole?.durationSeconds).toBeCloseTo(2, 6);
  });

  it.each([
    ['no packets', []],
    ['one packet', [{ count: 1, stepTicks: 0 }]],
    ['a stream without holes', [frames(500)]],
    ['silence that the encoder left out', [frames(100), { count: 1, stepTicks: 19_200 }, frames(100)]],
    ['packets of a second', [{ count: 30, stepTicks: 48_000 }]],
    ['a long packet among short ones', [{ count: 1, stepTicks: 48_000, lengthTicks: 48_000 }, frames(100)]],
    ['a clock that runs back', [frames(100), { count: 1, stepTicks: -96_000 }, frames(100)]],
  ])('finds none in %s', (_what, runs) => {
    expect(findSoundHoles(0, runs, SAMPLE)).toEqual([]);
  });
});
