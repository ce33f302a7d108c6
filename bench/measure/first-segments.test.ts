import { expect, it } from 'vitest';

import { FirstSegmentWatch } from './first-segments.ts';

const FILES = { lowest: ['360p'], lowestWithSound: ['360p', 'audio'], every: ['360p', 'audio', '720p'] };

it('notes each milestone at the first look that sees all of its files', () => {
  const there = new Set<string>();
  const watch = new FirstSegmentWatch({ files: FILES, endCounts: false }, '/out', (file) => there.has(file));
  watch.look(0.5);
  there.add('/out/360p');
  watch.look(1);
  there.add('/out/720p');
  watch.look(2);
  expect(watch.isComplete).toBe(false);
  there.add('/out/audio');
  watch.look(3);
  expect(watch.isComplete).toBe(true);
  there.clear();
  expect(watch.finish(9)).toEqual({ lowest: 1, lowestWithSound: 3, every: 3 });
});

it('takes the end of the job only where that is how the contender works', () => {
  const never = (): boolean => false;
  expect(new FirstSegmentWatch({ files: FILES, endCounts: true }, '/out', never).finish(9).every).toBe(9);
  expect(() => new FirstSegmentWatch({ files: FILES, endCounts: false }, '/out', never).finish(9)).toThrow(/360p/);
});
