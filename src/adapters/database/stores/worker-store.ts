import { asc, eq, sql } from 'drizzle-orm';

import type { WorkerStore } from '../../../pipeline/work/worker-store.ts';
import type { Database } from '../database.ts';
import { workers } from '../schema/index.ts';

/** Four heartbeats. */
const LOST_AFTER_SECONDS = 20;
const FORGOTTEN_AFTER_SECONDS = 3600;

/** Workers as rows. Times are the database's: workers on other machines may have other clocks. */
export function createWorkerStore(db: Database): WorkerStore {
  /** Also of one that was heard of in a future: the database's clock was set back since. */
  const isSilentFor = (seconds: number) =>
    sql<boolean>`abs(extract(epoch from now() - ${workers.seenAt})) > ${seconds}`;
  return {
    async beat({ id, ...report }) {
      const values = { ...report, jobs: [...report.jobs], seenAt: sql`now()` };
      await db
        .insert(workers)
        .values({ id, ...values })
        .onConflictDoUpdate({ target: workers.id, set: values });
      await db.delete(workers).where(isSilentFor(FORGOTTEN_AFTER_SECONDS));
    },
    async leave(id) {
      await db.delete(workers).where(eq(workers.id, id));
    },
    async list() {
      const rows = await db
        .select({ worker: workers, isLost: isSilentFor(LOST_AFTER_SECONDS) })
        .from(workers)
        .orderBy(asc(workers.kind), asc(workers.name), asc(workers.startedAt));
      return rows.map(({ worker, isLost }) => ({ ...worker, isLost }));
    },
  };
}
