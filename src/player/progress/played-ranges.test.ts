import { expect, it } from 'vitest';

import { PlayedRanges } from './played-ranges.ts';

/** Plays from one second to another at a speed, with a reading every 250 ms of the clock. */
function play(ranges: PlayedRanges, fromSeconds: number, toSeconds: number, speed = 1, beginMs = 0): void {
  for (let ms = 0; fromSeconds + (ms / 1000) * speed <= toSeconds; ms += 250) {
    ranges.note(fromSeconds + (ms / 1000) * speed, beginMs + ms, speed);
  }
}

it('counts what was played once, whatever the speed', () => {
  const ranges = new PlayedRanges();
  play(ranges, 10, 14, 2);
  expect(ranges.take()).toEqual([[10, 14]]);
  expect(ranges.take()).toEqual([]);
});

it('goes on where the last report ended, without a hole', () => {
  const ranges = new PlayedRanges();
  play(ranges, 0, 2);
  ranges.take();
  ranges.note(2.25, 2250, 1);
  expect(ranges.take()).toEqual([[2, 2.25]]);
});

it('never counts a jump, whether it was told of it or not', () => {
  const ranges = new PlayedRanges();
  play(ranges, 0, 2);
  ranges.break();
  play(ranges, 100, 101, 1, 2000);
  ranges.note(500, 3250, 1);
  ranges.note(500.25, 3500, 1);
  ranges.note(3, 3750, 1);
  ranges.note(3.25, 4000, 1);
  expect(ranges.take()).toEqual([
    [0, 2],
    [3, 3.25],
    [100, 101],
    [500, 500.25],
  ]);
});

it('joins what was played twice', () => {
  const ranges = new PlayedRanges();
  play(ranges, 0, 5);
  ranges.break();
  play(ranges, 3, 8, 1, 6000);
  expect(ranges.take()).toEqual([[0, 8]]);
});

it('counts a reading that comes late, as from a page in the background', () => {
  const ranges = new PlayedRanges();
  ranges.note(0, 0, 1);
  ranges.note(60, 60_000, 1);
  expect(ranges.take()).toEqual([[0, 60]]);
});
