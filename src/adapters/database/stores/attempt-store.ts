import { and, eq, sql } from 'drizzle-orm';

import type { Attempts, AttemptStore } from '../../../videos/attempt-store.ts';
import type { Database } from '../database.ts';
import { jobAttempts } from '../schema/index.ts';

/** Attempts as rows. A job that begins counts as interrupted until it says otherwise. */
export function createAttemptStore(db: Database): AttemptStore {
  const counts = { failures: jobAttempts.failures, interruptions: jobAttempts.interruptions };
  const isJob = (videoId: string, jobId: string) => and(eq(jobAttempts.videoId, videoId), eq(jobAttempts.jobId, jobId));
  return {
    async begin(videoId, jobId) {
      const [row] = await db
        .insert(jobAttempts)
        .values({ videoId, jobId, interruptions: 1 })
        .onConflictDoUpdate({
          target: [jobAttempts.videoId, jobAttempts.jobId],
          set: { interruptions: sql`${jobAttempts.interruptions} + 1` },
        })
        .returning(counts);
      const { failures, interruptions } = row as Attempts;
      return { failures, interruptions: interruptions - 1 };
    },
    async fail(videoId, jobId) {
      const [row] = await db
        .update(jobAttempts)
        .set({ failures: sql`${jobAttempts.failures} + 1`, interruptions: sql`${jobAttempts.interruptions} - 1` })
        .where(isJob(videoId, jobId))
        .returning(counts);
      return row ?? { failures: 1, interruptions: 0 };
    },
    async forget(videoId, jobId) {
      await db.delete(jobAttempts).where(isJob(videoId, jobId));
    },
    async forgetAll(videoId) {
      await db.delete(jobAttempts).where(eq(jobAttempts.videoId, videoId));
    },
  };
}
