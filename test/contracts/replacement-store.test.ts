import { beforeAll, describe, expect, it } from 'vitest';

import type { Database } from '../../src/adapters/database/database.ts';
import { createReencodeStore } from '../../src/adapters/database/stores/reencode-store.ts';
import { createReplacementStore } from '../../src/adapters/database/stores/replacement-store.ts';
import { createRevisionStore } from '../../src/adapters/database/stores/revision-store.ts';
import { createVideoStore } from '../../src/adapters/database/stores/video-store.ts';
import { newId } from '../../src/kernel/ids.ts';
import { summarizePlan } from '../../src/videos/revision.ts';
import { stateConflict, TRANSITIONS } from '../../src/videos/transitions.ts';
import { TEST_DATABASES } from '../support/test-databases.ts';
import { tinyPlan } from '../support/tiny-plan.ts';

const TOMORROW = new Date(Date.now() + 86_400_000);
const AN_HOUR_AGO = new Date(Date.now() - 3_600_000);

describe.each(TEST_DATABASES)('files that take the place of others in %s', (_name, openDatabase) => {
  let db: Database;
  beforeAll(async () => {
    ({ db } = await openDatabase());
  });

  const stores = () => ({
    videos: createVideoStore(db, { transitions: TRANSITIONS, conflict: stateConflict }),
    reencodes: createReencodeStore(db),
    revisions: createRevisionStore(db),
    replacements: createReplacementStore(db),
  });
  const newRevision = (videoId: string, sourceId?: string) => {
    const plan = tinyPlan();
    return { id: newId(), videoId, plan, summary: summarizePlan(plan), ...(sourceId !== undefined && { sourceId }) };
  };

  async function newVideo(state: 'ready' | 'processing' | 'failed'): Promise<string> {
    const { videos, revisions } = stores();
    const { id } = await videos.create({ id: newId(), title: 'Lecture', fileName: 'old.mp4', sizeBytes: 1 });
    await videos.transition(id, 'finishUpload');
    await revisions.save(newRevision(id));
    if (state === 'ready') await videos.transition(id, 'finish');
    const failure = { code: 'SOURCE_DAMAGED', message: 'It is.' } as const;
    if (state === 'failed') await videos.transition(id, 'fail', { failure });
    return id;
  }

  const upload = async (replacesId: string): Promise<string> => {
    const next = { id: newId(), title: 'Ignored', fileName: 'new.mp4', ownerId: 'ada', replacesId };
    return (await stores().videos.create(next)).id;
  };
  /** Ids of files that may be removed by then, of one video. */
  const retiredOf = async (id: string, before: Date): Promise<string[]> =>
    (await stores().replacements.listRetired(before))
      .filter((each) => each.videoId === id)
      .map((each) => each.sourceId);

  it('are encoded beside what plays, and are the video’s once that is proven', async () => {
    const { videos, reencodes, replacements } = stores();
    const id = await newVideo('ready');
    const before = await videos.find(id);
    const [uploadId, revisionId] = [await upload(id), newId()];
    expect(await replacements.handOver(uploadId, 77, revisionId)).toEqual({ kind: 'beside', videoId: id, revisionId });

    expect(await videos.find(uploadId)).toBeUndefined();
    expect(await videos.find(id)).toEqual(before);
    const file = { sourceId: uploadId, fileName: 'new.mp4', sizeBytes: 77, uploaderId: 'ada' };
    expect(await reencodes.find(id)).toMatchObject({ revisionId, file });
    expect((await reencodes.findMany([id, newId()])).get(id)).toMatchObject({ revisionId, file });
    expect(await replacements.handedOverBytes(uploadId)).toBe(77);
    expect(await replacements.listSourceIds()).toContain(uploadId);

    const revision = { ...newRevision(id, uploadId), id: revisionId };
    expect(await reencodes.savePlan(revision)).toBe('saved');
    expect(await reencodes.complete(id, revisionId)).toBe(true);
    const after = { ...before, revisionId, sourceId: uploadId, fileName: 'new.mp4', sizeBytes: 77 };
    expect(await videos.find(id)).toMatchObject({
      ...after,
      updatedAt: expect.any(Date) as Date,
      uploadedAt: expect.any(Date) as Date,
    });
    expect((await stores().revisions.find(revisionId))?.sourceId).toBe(uploadId);
    expect(await replacements.handedOverBytes(uploadId)).toBe(77);
    // Who began before may still want it.
    expect(await retiredOf(id, AN_HOUR_AGO)).toEqual([]);
    expect(await retiredOf(id, TOMORROW)).toEqual([id]);
    await replacements.forgetRetired(id);
    expect(await retiredOf(id, TOMORROW)).toEqual([]);
  });

  it('give way to a newer one, and go at once when they are given up', async () => {
    const { reencodes, replacements } = stores();
    const id = await newVideo('ready');
    const [first, second] = [await upload(id), await upload(id)];
    const [firstRevision, secondRevision] = [newId(), newId()];
    await replacements.handOver(first, 1, firstRevision);
    await replacements.handOver(second, 2, secondRevision);
    expect(await reencodes.complete(id, firstRevision)).toBe(false);
    expect(await reencodes.find(id)).toMatchObject({ revisionId: secondRevision, file: { sourceId: second } });
    expect(await retiredOf(id, AN_HOUR_AGO)).toEqual([first]);

    const failure = { code: 'SOURCE_DAMAGED', message: 'It is.' } as const;
    expect(await reencodes.abandon(id, secondRevision, failure)).toBe(true);
    // Kept, so that it can be tried again.
    expect(await retiredOf(id, AN_HOUR_AGO)).toEqual([first]);
    const third = newId();
    expect(await reencodes.begin(id, third)).toBe(true);
    expect(await reencodes.find(id)).toMatchObject({ revisionId: third, file: { sourceId: second } });
    await reencodes.abandon(id, third, failure);
    expect(await reencodes.abandon(id, third)).toBe(true);
    expect(await reencodes.find(id)).toBeUndefined();
    expect((await retiredOf(id, AN_HOUR_AGO)).toSorted()).toEqual([first, second].toSorted());
  });

  it.each(['failed', 'processing'] as const)('begin a video anew that is %s', async (state) => {
    const { videos, revisions, replacements } = stores();
    const id = await newVideo(state);
    const { revisionId: revisionBefore } = (await videos.find(id)) ?? {};
    const uploadId = await upload(id);
    expect(await replacements.handOver(uploadId, 77, newId())).toEqual({ kind: 'anew', videoId: id, revisionBefore });
    const video = await videos.find(id);
    expect(video).toMatchObject({ state: 'processing', sourceId: uploadId, sizeBytes: 77, isPlayable: false });
    expect(video).not.toHaveProperty('failure');
    expect(video).not.toHaveProperty('revisionId');
    expect(await retiredOf(id, AN_HOUR_AGO)).toEqual([id]);

    // A plan of the file before it, made meanwhile, is nobody's.
    expect(await revisions.save(newRevision(id))).toBe(false);
    expect(await revisions.save(newRevision(id, uploadId))).toBe(true);
  });

  it('make videos of their own when there is nothing to replace any more', async () => {
    const { videos, replacements } = stores();
    const id = await newVideo('ready');
    const uploadId = await upload(id);
    await videos.delete(id);
    expect(await replacements.handOver(uploadId, 77, newId())).toBeUndefined();
    expect(await videos.find(uploadId)).not.toHaveProperty('replacesId');
    expect(await videos.transition(uploadId, 'finishUpload')).toMatchObject({ state: 'processing' });
    expect(await replacements.handOver(newId(), 77, newId())).toBeUndefined();
  });

  it('are deleted with their video, all of them', async () => {
    const { videos, reencodes, replacements } = stores();
    const id = await newVideo('ready');
    const [shown, next] = [await upload(id), await upload(id)];
    const revision = newRevision(id, shown);
    await replacements.handOver(shown, 1, revision.id);
    await reencodes.savePlan(revision);
    await reencodes.complete(id, revision.id);
    await replacements.handOver(next, 2, newId());
    expect((await videos.delete(id)).toSorted()).toEqual([id, shown, next].toSorted());
    expect(await videos.listDeletions()).toEqual(expect.arrayContaining([id, shown, next]));
    expect(await videos.delete(id)).toEqual([]);
  });
});
