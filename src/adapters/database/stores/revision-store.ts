import { and, count, eq, inArray, sql } from 'drizzle-orm';

import type { Plan } from '../../../media/plan/plan.ts';
import type { RenditionProgress } from '../../../videos/progress.ts';
import type { Revision } from '../../../videos/revision.ts';
import type { RevisionStore } from '../../../videos/revision-store.ts';
import type { Database } from '../database.ts';
import { cells, revisions, videos } from '../schema/index.ts';
import { createCellStore } from './cell-store.ts';

/** Plans are large and never change: the last few stay in memory. */
const CACHED_REVISIONS = 16;

/** Revisions and their cells as rows. */
export function createRevisionStore(db: Database, options: { leaseMs?: number } = {}): RevisionStore {
  const cache = new Map<string, Revision>();
  const remember = (revision: Revision): Revision => {
    cache.delete(revision.id);
    cache.set(revision.id, revision);
    for (const id of [...cache.keys()].slice(0, -CACHED_REVISIONS)) cache.delete(id);
    return revision;
  };
  return {
    async save({ id, videoId, plan, conformedFile }) {
      await db.transaction(async (tx) => {
        await tx.insert(revisions).values({ id, videoId, plan, conformedFile: conformedFile ?? null });
        for (const rendition of [...plan.video, ...plan.audio]) {
          await tx.execute(sql`
            insert into cells (revision_id, rendition_id, segment_index)
            select ${id}, ${rendition.id}, generate_series(0, ${plan.grid.boundaries.length - 2}::int)`);
        }
        await tx
          .update(videos)
          .set({ revisionId: id, durationSeconds: durationSeconds(plan), isPlayable: false, updatedAt: new Date() })
          .where(eq(videos.id, videoId));
      });
    },
    async find(id) {
      const known = cache.get(id);
      // Images are the one thing that changes, and only from no to yes.
      if (known?.hasImages) return known;
      const [row] = await db.select().from(revisions).where(eq(revisions.id, id));
      if (!row) return undefined;
      const { videoId, plan, conformedFile, hasImages } = row;
      return remember({ id, videoId, plan, hasImages, ...(conformedFile !== null && { conformedFile }) });
    },
    async markImages(id) {
      await db.update(revisions).set({ hasImages: true }).where(eq(revisions.id, id));
    },
    cells: (revisionId) => createCellStore(db, revisionId, options.leaseMs),
    async progress(revisionIds) {
      const byRevision = new Map<string, RenditionProgress[]>(revisionIds.map((id) => [id, []]));
      if (revisionIds.length === 0) return byRevision;
      const rows = await db
        .select({
          revisionId: cells.revisionId,
          renditionId: cells.renditionId,
          cells: count(),
          filled: count(cells.filledAt),
          costMs: sql<number>`coalesce(sum(${cells.costMs}), 0)::float8`.mapWith(Number),
        })
        .from(cells)
        .where(inArray(cells.revisionId, [...revisionIds]))
        .groupBy(cells.revisionId, cells.renditionId)
        .orderBy(cells.renditionId);
      for (const { revisionId, ...row } of rows) byRevision.get(revisionId)?.push(row);
      return byRevision;
    },
    async cellState(videoId, revisionId, { renditionId, segmentIndex }) {
      const [row] = await db
        .select({ filledAt: cells.filledAt })
        .from(cells)
        .innerJoin(revisions, eq(revisions.id, cells.revisionId))
        .where(
          and(
            eq(cells.revisionId, revisionId),
            eq(cells.renditionId, renditionId),
            eq(cells.segmentIndex, segmentIndex),
            eq(revisions.videoId, videoId),
          ),
        );
      if (!row) return 'unknown';
      return row.filledAt ? 'filled' : 'empty';
    },
    async releaseAllLeases() {
      await db
        .update(cells)
        .set({ holder: null, leasedUntil: null })
        .where(sql`${cells.holder} is not null`);
    },
  };
}

/** Rates are exact fractions; the row's length is for people. */
function durationSeconds({ grid }: Plan): number {
  const { num, den } = grid.frameRate;
  return ((grid.boundaries.at(-1) ?? 0) * den) / num;
}
