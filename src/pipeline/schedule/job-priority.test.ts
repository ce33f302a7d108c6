import { expect, it } from 'vitest';

import { makeGrid, DEFAULT_GRID_POLICY } from '../../media/grid/grid.ts';
import { rational } from '../../media/rational.ts';
import { tinyPlan } from '../../../test/support/tiny-plan.ts';
import { planChunks } from '../../media/plan/plan-chunks.ts';
import type { Plan } from '../../media/plan/plan.ts';
import { jobPriority } from './job-priority.ts';
import { listEncodeRuns } from './list-runs.ts';

function plan(minutes: number): Plan {
  const grid = makeGrid(rational(25), minutes * 60 * 25, DEFAULT_GRID_POLICY);
  return { ...tinyPlan(), grid, chunks: planChunks(grid, []).chunks };
}

function order(minutes: number): { name: string; priority: number }[] {
  const made = plan(minutes);
  return listEncodeRuns(made).map((encode) => ({
    name: `${encode.renditionIds.join('+')} ${encode.chunk.firstSegment}`,
    priority: jobPriority({ kind: 'encode', plan: made, encode }),
  }));
}

it('keeps pictures in the order of time, and sounds', () => {
  const jobs = order(10);
  const inTurn = jobs.toSorted((a, b) => a.priority - b.priority);
  for (const isKind of [/^audio/, /^360p/]) {
    const names = (list: typeof jobs): string[] => list.map(({ name }) => name).filter((name) => isKind.test(name));
    expect(names(inTurn)).toEqual(names(jobs));
  }
});

it('prepares before it encodes', () => {
  expect(Math.min(...order(3).map(({ priority }) => priority))).toBeGreaterThan(jobPriority({ kind: 'prepare' }));
});

it('lets a two-minute clip overtake a two-hour lecture that came first', () => {
  const lecture = order(120);
  const clip = Math.max(...order(2).map(({ priority }) => priority));
  const before = lecture.filter(({ priority }) => priority <= clip).length;
  expect(before / lecture.length).toBeLessThan(0.03);
});

it('stays within what the queue takes, for twelve hours too', () => {
  const priorities = order(12 * 60).map(({ priority }) => priority);
  expect(Math.min(...priorities)).toBeGreaterThanOrEqual(1);
  expect(Math.max(...priorities)).toBeLessThanOrEqual(2 ** 21);
  expect(priorities.every(Number.isInteger)).toBe(true);
});
