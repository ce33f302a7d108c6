import { beforeAll, describe } from 'vitest';

import type { Database } from '../../src/adapters/database/database.ts';
import { createAttemptStore } from '../../src/adapters/database/stores/attempt-store.ts';
import { createRevisionStore } from '../../src/adapters/database/stores/revision-store.ts';
import { createVideoStore } from '../../src/adapters/database/stores/video-store.ts';
import { stateConflict, TRANSITIONS } from '../../src/videos/transitions.ts';
import { TEST_DATABASES } from '../support/test-databases.ts';
import { describeAttemptStore } from './attempt-store.contract.ts';
import { describeRevisionStore } from './revision-store.contract.ts';
import { describeVideoStore } from './video-store.contract.ts';

describe.each(TEST_DATABASES)('%s', (name, openDatabase) => {
  let db: Database;
  beforeAll(async () => {
    ({ db } = await openDatabase());
  });

  const videos = () => createVideoStore(db, { transitions: TRANSITIONS, conflict: stateConflict });
  describeVideoStore(name, videos);
  describeRevisionStore(name, () => ({ videos: videos(), revisions: createRevisionStore(db) }));
  describeAttemptStore(name, () => ({ videos: videos(), attempts: createAttemptStore(db) }));
});
