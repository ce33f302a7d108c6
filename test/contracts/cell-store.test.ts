import { join } from 'node:path';

import { sql } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';

import { openFolderCellStore } from '../../src/adapters/cell-store/folder-cell-store.ts';
import type { Database } from '../../src/adapters/database/database.ts';
import { createCellStore } from '../../src/adapters/database/stores/cell-store.ts';
import { createRevisionStore } from '../../src/adapters/database/stores/revision-store.ts';
import { createVideoStore } from '../../src/adapters/database/stores/video-store.ts';
import { newId } from '../../src/kernel/ids.ts';
import { summarizePlan } from '../../src/videos/revision.ts';
import { stateConflict, TRANSITIONS } from '../../src/videos/transitions.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { TEST_DATABASES } from '../support/test-databases.ts';
import { tinyPlan } from '../support/tiny-plan.ts';
import { describeCellStore } from './cell-store.contract.ts';

describeCellStore('a folder', async () => {
  const journal = join(temporaryFolder(), 'cells.jsonl');
  return { store: await openFolderCellStore(journal), reopen: () => openFolderCellStore(journal) };
});

describe.each(TEST_DATABASES)('%s', (name, openDatabase) => {
  let db: Database;
  beforeAll(async () => {
    ({ db } = await openDatabase());
  });

  describeCellStore(name, async () => {
    const revisionId = await newRevision(db);
    return {
      store: createCellStore(db, revisionId),
      async reopen() {
        await createRevisionStore(db).releaseAllLeases();
        return createCellStore(db, revisionId);
      },
    };
  });

  describe(`leases in ${name}`, () => {
    const wanted = [{ renditionId: '360p', segmentIndex: 0 }];

    it('can be taken once they have expired, and the old one is then refused', async () => {
      const revisionId = await newRevision(db);
      const expired = await createCellStore(db, revisionId, 0).lease(wanted, 'dead');
      const taken = await createCellStore(db, revisionId).lease(wanted, 'alive');
      expect(taken?.fence).toBeGreaterThan(expired!.fence);
      const cell = {
        ...wanted[0]!,
        sizeBytes: 1,
        sha256: 'x',
        sampleCount: 1,
        durationTicks: 1,
        keyFrameEndBytes: 0,
        costMs: 1,
      };
      expect(await createCellStore(db, revisionId).markFilled(expired!, cell)).toBe(false);
    });

    it('stay while they are renewed', async () => {
      const revisionId = await newRevision(db);
      const lease = await createCellStore(db, revisionId, 0).lease(wanted, 'slow');
      await createCellStore(db, revisionId).renew(lease!);
      expect(await createCellStore(db, revisionId).lease(wanted, 'other')).toBeUndefined();
    });

    it('end with the time they were given, also when the clock of the database was set back since', async () => {
      const revisionId = await newRevision(db);
      await createCellStore(db, revisionId).lease(wanted, 'dead');
      await db.execute(sql`update cells set leased_until = leased_until + interval '2 hours'`);
      expect((await createCellStore(db, revisionId).lease(wanted, 'alive'))?.cells).toEqual(wanted);
    });

    it('never reach into another revision', async () => {
      const [one, two] = [await newRevision(db), await newRevision(db)];
      await createCellStore(db, one).lease(wanted, 'a');
      expect((await createCellStore(db, two).lease(wanted, 'b'))?.cells).toEqual(wanted);
    });
  });
});

async function newRevision(db: Database): Promise<string> {
  const plan = tenSegments();
  const revision = { id: newId(), videoId: newId(), plan, summary: summarizePlan(plan) };
  await createVideoStore(db, { transitions: TRANSITIONS, conflict: stateConflict }).create({
    id: revision.videoId,
    title: 'Lecture',
    fileName: 'lecture.mp4',
  });
  await createRevisionStore(db).save(revision);
  return revision.id;
}

function tenSegments() {
  const plan = tinyPlan(['360p']);
  return { ...plan, grid: { ...plan.grid, boundaries: Array.from({ length: 11 }, (_, i) => i * 50) } };
}
