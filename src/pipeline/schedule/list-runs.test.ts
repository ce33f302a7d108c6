import { describe, expect, it } from 'vitest';

import { DEFAULT_GRID_POLICY, makeGrid, segmentCount } from '../../media/grid/grid.ts';
import { planChunks } from '../../media/plan/plan-chunks.ts';
import type { PlanDraft } from '../../media/plan/plan.ts';
import { rational } from '../../media/rational.ts';
import { type EncodeRun, listEncodeRuns } from './list-runs.ts';

function plan(seconds: number, audio: readonly string[] = ['audio']): PlanDraft {
  const grid = makeGrid(rational(25), seconds * 25, DEFAULT_GRID_POLICY);
  const { chunks } = planChunks(grid, []);
  return {
    grid,
    chunks,
    video: [{ id: '360p' }, { id: '720p' }],
    audio: audio.map((id) => ({ id })),
  } as unknown as PlanDraft;
}

function cellsOf(jobs: readonly EncodeRun[]): string[] {
  return jobs.flatMap(({ chunk, renditionIds }) =>
    Array.from({ length: chunk.segmentCount }, (_, i) =>
      renditionIds.map((id) => `${id}/${chunk.firstSegment + i}`),
    ).flat(),
  );
}

describe('listEncodeRuns', () => {
  it('begins with what makes a video playable: a cell of the lowest rendition, then sound', () => {
    const [first, second, third] = listEncodeRuns(plan(120));
    expect(first).toEqual({ kind: 'video', chunk: { firstSegment: 0, segmentCount: 1 }, renditionIds: ['360p'] });
    expect(second).toMatchObject({ kind: 'audio', chunk: { firstSegment: 0 } });
    expect(third).toMatchObject({ kind: 'video', chunk: { firstSegment: 0 }, renditionIds: ['360p', '720p'] });
  });

  it('goes on in the order of time', () => {
    const starts = listEncodeRuns(plan(600)).map((job) => job.chunk.firstSegment);
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
  });

  it('covers every cell of every rendition, and only the very first twice', () => {
    for (const seconds of [1, 5, 61, 600]) {
      const draft = plan(seconds, ['audio', 'audio-2']);
      const wanted = ['360p', '720p', 'audio', 'audio-2'].flatMap((id) =>
        Array.from({ length: segmentCount(draft.grid) }, (_, i) => `${id}/${i}`),
      );
      const cells = cellsOf(listEncodeRuns(draft));
      expect(new Set(cells)).toEqual(new Set(wanted));
      expect(cells).toHaveLength(wanted.length + (segmentCount(draft.grid) > 1 ? 1 : 0));
    }
  });

  it('takes the lowest rendition of the first half minute apart, among other videos', () => {
    const head = listEncodeRuns(plan(120), { isAlone: false }).filter(
      ({ kind, renditionIds }) => kind === 'video' && renditionIds.length === 1,
    );
    // Segments begin at 0, 2, 4, 6, 10, 14 … s, chunks at 0, 10, 22 and 34 s.
    expect(head.map(({ chunk }) => chunk)).toEqual([
      { firstSegment: 0, segmentCount: 1 },
      { firstSegment: 1, segmentCount: 9 },
    ]);
  });

  it('has no sound to encode in a silent video', () => {
    expect(listEncodeRuns(plan(30, [])).every((job) => job.kind === 'video')).toBe(true);
  });
});
