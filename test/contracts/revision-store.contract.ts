import { describe, expect, it } from 'vitest';

import { newId } from '../../src/kernel/ids.ts';
import type { FilledCell } from '../../src/videos/cell.ts';
import { type Revision, summarizePlan } from '../../src/videos/revision.ts';
import type { RevisionStore } from '../../src/videos/revision-store.ts';
import type { VideoStore } from '../../src/videos/video-store.ts';
import { tinyPlan } from '../support/tiny-plan.ts';

/** What holds for every RevisionStore: three segments of `360p`, `720p` and `audio` each. */
export function describeRevisionStore(
  name: string,
  open: () => { readonly videos: VideoStore; readonly revisions: RevisionStore },
): void {
  const save = async (more: Partial<Revision> = {}): Promise<Revision> => {
    const { videos, revisions } = open();
    const { id: videoId } = await videos.create({ id: newId(), title: 'Lecture', fileName: 'lecture.mp4' });
    const plan = tinyPlan();
    const revision = { id: newId(), videoId, plan, summary: summarizePlan(plan), ...more };
    await revisions.save(revision);
    return revision;
  };
  const fill = async (revisionId: string, renditionId: string, segmentIndex: number): Promise<void> => {
    const cells = open().revisions.cells(revisionId);
    const lease = await cells.lease([{ renditionId, segmentIndex }], 'worker');
    await cells.markFilled(lease!, filledCell(renditionId, segmentIndex));
  };

  describe(`revision store: ${name}`, () => {
    it('gives back the plan as it was saved, and makes it the video’s', async () => {
      const saved = await save({ conformedFile: 'conformed.mkv' });
      const { videos, revisions } = open();
      expect(await revisions.find(saved.id)).toEqual(saved);
      expect(await videos.find(saved.videoId)).toMatchObject({ revisionId: saved.id, durationSeconds: 6 });
      expect(await revisions.find(newId())).toBeUndefined();
      const summaries = await revisions.summaries([saved.id, newId()]);
      expect([...summaries]).toEqual([[saved.id, saved.summary]]);
      expect(await save()).not.toHaveProperty('conformedFile');
    });

    it('saves all of a revision or nothing', async () => {
      const { revisions } = open();
      const plan = tinyPlan();
      const orphan = { id: newId(), videoId: newId(), plan, summary: summarizePlan(plan) };
      expect(await revisions.save(orphan)).toBe(false);
      expect(await revisions.find(orphan.id)).toBeUndefined();
      expect((await revisions.progress([orphan.id])).get(orphan.id)).toEqual([]);
    });

    it('keeps the first of two plans for one video', async () => {
      const { videos, revisions } = open();
      const first = await save();
      const second = { ...first, id: newId() };
      expect(await revisions.save(second)).toBe(false);
      expect(await videos.find(first.videoId)).toMatchObject({ revisionId: first.id });
      expect(await revisions.find(second.id)).toBeUndefined();
    });

    it('counts filled cells and their cost by rendition', async () => {
      const { revisions } = open();
      const { id } = await save();
      await fill(id, '360p', 0);
      await fill(id, '360p', 2);
      await fill(id, 'audio', 1);
      expect((await revisions.progress([id])).get(id)).toEqual([
        { renditionId: '360p', cells: 3, filled: 2, costMs: 25 },
        { renditionId: '720p', cells: 3, filled: 0, costMs: 0 },
        { renditionId: 'audio', cells: 3, filled: 1, costMs: 12.5 },
      ]);
      const both = [
        { renditionId: '360p', segmentIndex: 0 },
        { renditionId: 'audio', segmentIndex: 1 },
      ];
      expect(await revisions.areFilled(id, both)).toBe(true);
      expect(await revisions.areFilled(id, [...both, { renditionId: '720p', segmentIndex: 1 }])).toBe(false);
    });

    it('knows a cell’s state, and of no other video’s', async () => {
      const { revisions } = open();
      const { id, videoId } = await save();
      await fill(id, '720p', 1);
      const state = (segmentIndex: number, video = videoId) =>
        revisions.cellState(video, id, { renditionId: '720p', segmentIndex });
      expect([await state(1), await state(2), await state(3), await state(1, newId())]).toEqual([
        'filled',
        'empty',
        'unknown',
        'unknown',
      ]);
    });

    it('goes with its video', async () => {
      const { videos, revisions } = open();
      const { id, videoId } = await save();
      await videos.delete(videoId);
      expect((await revisions.progress([id])).get(id)).toEqual([]);
      expect(await revisions.cellState(videoId, id, { renditionId: '360p', segmentIndex: 0 })).toBe('unknown');
    });
  });
}

function filledCell(renditionId: string, segmentIndex: number): FilledCell {
  const sizes = { sizeBytes: 1000, sampleCount: 50, durationTicks: 50_000, keyFrameEndBytes: 400 };
  return { renditionId, segmentIndex, sha256: 'aa', costMs: 12.5, ...sizes };
}
