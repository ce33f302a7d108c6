import { beforeAll, describe, expect, it } from 'vitest';

import type { Database } from '../../src/adapters/database/database.ts';
import { createReencodeStore } from '../../src/adapters/database/stores/reencode-store.ts';
import { createRevisionStore } from '../../src/adapters/database/stores/revision-store.ts';
import { createVideoStore } from '../../src/adapters/database/stores/video-store.ts';
import { newId } from '../../src/kernel/ids.ts';
import { summarizePlan } from '../../src/videos/revision.ts';
import { stateConflict, TRANSITIONS } from '../../src/videos/transitions.ts';
import { TEST_DATABASES } from '../support/test-databases.ts';
import { tinyPlan } from '../support/tiny-plan.ts';

describe.each(TEST_DATABASES)('encodes beside what plays in %s', (_name, openDatabase) => {
  let db: Database;
  beforeAll(async () => {
    ({ db } = await openDatabase());
  });

  it('keep the first plan, and none when they were given up meanwhile', async () => {
    const videos = createVideoStore(db, { transitions: TRANSITIONS, conflict: stateConflict });
    const [reencodes, revisions] = [createReencodeStore(db), createRevisionStore(db)];
    const { id: videoId } = await videos.create({ id: newId(), title: 'Lecture', fileName: 'lecture.mp4' });
    const plan = tinyPlan();
    const [kept, lost] = [newId(), newId()].map((id) => ({ id, videoId, plan, summary: summarizePlan(plan) }));
    if (!kept || !lost) throw new Error('wanted two');

    expect(await reencodes.begin(videoId, kept.id)).toBe(true);
    expect(await reencodes.savePlan(kept)).toBe('saved');
    expect(await reencodes.savePlan(kept)).toBe('known');
    expect(await reencodes.abandon(videoId, kept.id)).toBe(true);
    expect(await reencodes.begin(videoId, lost.id)).toBe(true);
    expect(await reencodes.abandon(videoId, lost.id)).toBe(true);
    expect(await reencodes.savePlan(lost)).toBe('given up');
    expect(await revisions.find(lost.id)).toBeUndefined();
  });
});
