import { expect, it } from 'vitest';

import type { Plan } from '../../media/plan/plan.ts';
import { tinyPlan } from '../../../test/support/tiny-plan.ts';
import { CellProgress } from './cell-progress.ts';

/** 6 s in three segments of one rendition and one sound. */
function plan(): Plan {
  return tinyPlan(['360p']);
}

it('counts cells by what they cost, and ends at one', () => {
  const progress = new CellProgress(plan(), () => 0);
  expect(progress.share()).toBe(0);
  progress.fill({ renditionId: 'audio', segmentIndex: 0 });
  const sound = progress.share();
  progress.fill({ renditionId: '360p', segmentIndex: 0 });
  expect(progress.share() - sound).toBeGreaterThan(sound * 5);
  for (const segmentIndex of [1, 2]) {
    for (const renditionId of ['360p', 'audio']) progress.fill({ renditionId, segmentIndex });
  }
  expect(progress.share()).toBeCloseTo(1, 9);
  expect(progress.secondsLeft()).toBeUndefined();
});

it('tells the time left from the speed of this run alone', () => {
  let nowMs = 1000;
  const progress = new CellProgress(plan(), () => nowMs);
  progress.resume({ renditionId: '360p', segmentIndex: 0 });
  progress.start();
  expect(progress.secondsLeft()).toBeUndefined();
  nowMs += 4000;
  progress.fill({ renditionId: '360p', segmentIndex: 1 });
  // One segment of picture in 4 s: another one is left, and the sound.
  expect(progress.secondsLeft()).toBeGreaterThan(4);
  expect(progress.secondsLeft()).toBeLessThan(6);
});

it('passes over cells that are not in the plan', () => {
  const progress = new CellProgress(plan(), () => 0);
  progress.fill({ renditionId: '720p', segmentIndex: 0 });
  progress.resume({ renditionId: '360p', segmentIndex: 99 });
  expect(progress.share()).toBe(0);
});
