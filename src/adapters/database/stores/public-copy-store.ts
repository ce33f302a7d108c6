import { and, eq, isNotNull, or, sql } from 'drizzle-orm';

import type { PublicCopyStore, PublicCopyTask } from '../../../pipeline/public-copy/public-copy-store.ts';
import type { Database } from '../database.ts';
import { videos } from '../schema/index.ts';

/** Public copies as columns of videos. */
export function createPublicCopyStore(db: Database): PublicCopyStore {
  const isDue = and(eq(videos.visibility, 'public'), eq(videos.state, 'ready'), isNotNull(videos.revisionId));
  const isMine = (videoId: string, revisionId: string) =>
    and(eq(videos.id, videoId), isDue, eq(videos.revisionId, revisionId));
  return {
    async listTasks(isWanted) {
      const mustBe = isWanted ? isDue : sql`false`;
      const isOutdated = sql`${videos.publicRevisionId} is distinct from ${videos.revisionId}`;
      const { id, revisionId, publicCopyId } = videos;
      const rows = await db
        .select({ id, revisionId, publicCopyId, mustBe: sql<boolean>`coalesce(${mustBe}, false)` })
        .from(videos)
        .where(or(and(mustBe, isOutdated), and(isNotNull(publicCopyId), sql`not coalesce(${mustBe}, false)`)));
      const tasks = rows.map((row): PublicCopyTask => {
        return {
          videoId: row.id,
          ...(row.mustBe && row.revisionId !== null && { revisionId: row.revisionId }),
          ...(row.publicCopyId !== null && { copyId: row.publicCopyId }),
        };
      });
      const deletions = tasks.filter(({ revisionId: copied }) => copied === undefined);
      return [...deletions, ...tasks.filter((task) => !deletions.includes(task))];
    },
    async begin(videoId, revisionId, publicCopyId) {
      const rows = await db.update(videos).set({ publicCopyId }).where(isMine(videoId, revisionId)).returning();
      return rows.length > 0;
    },
    async finish(videoId, revisionId, copyId) {
      const rows = await db
        .update(videos)
        .set({ publicRevisionId: revisionId, updatedAt: new Date() })
        .where(and(isMine(videoId, revisionId), eq(videos.publicCopyId, copyId)))
        .returning();
      return rows.length > 0;
    },
    async end(videoId, copyId) {
      await db
        .update(videos)
        .set({ publicCopyId: null, publicRevisionId: null })
        .where(and(eq(videos.id, videoId), eq(videos.publicCopyId, copyId)));
    },
  };
}
