import { and, count, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm';

import type { RenditionProgress } from '../../../videos/progress.ts';
import type { Revision } from '../../../videos/revision.ts';
import type { RevisionStore } from '../../../videos/revision-store.ts';
import { type Database, rowsOf } from '../database.ts';
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
    async save({ id, videoId, plan, summary, sourceId, conformedFile }) {
      return await db.transaction(async (tx) => {
        // The video's row is locked until the end: of two plans one comes second.
        const first = await tx
          .update(videos)
          .set({ revisionId: id, durationSeconds: summary.durationSeconds, isPlayable: false, updatedAt: new Date() })
          .where(
            and(
              eq(videos.id, videoId),
              isNull(videos.revisionId),
              // The file may have been replaced while its plan was made.
              sourceId === undefined ? isNull(videos.sourceId) : eq(videos.sourceId, sourceId),
            ),
          )
          .returning({ id: videos.id });
        if (first.length === 0) return false;
        await tx
          .insert(revisions)
          .values({ id, videoId, plan, summary, sourceId: sourceId ?? null, conformedFile: conformedFile ?? null });
        for (const rendition of [...plan.video, ...plan.audio]) {
          await tx.execute(sql`
            insert into cells (revision_id, rendition_id, segment_index)
            select ${id}, ${rendition.id}, generate_series(0, ${plan.grid.boundaries.length - 2}::int)`);
        }
        return true;
      });
    },
    async find(id) {
      const known = cache.get(id);
      if (known) return remember(known);
      const [row] = await db.select().from(revisions).where(eq(revisions.id, id));
      if (!row) return undefined;
      const { videoId, plan, summary, sourceId, conformedFile } = row;
      const source = { ...(sourceId !== null && { sourceId }), ...(conformedFile !== null && { conformedFile }) };
      return remember({ id, videoId, plan, summary, ...source });
    },
    async saveFindings(id, findings) {
      await db
        .update(revisions)
        .set({ summary: sql`${revisions.summary} || ${JSON.stringify(findings)}::jsonb` })
        .where(eq(revisions.id, id));
      cache.delete(id);
    },
    async summaries(ids) {
      if (ids.length === 0) return new Map();
      const { id, summary } = revisions;
      const rows = await db
        .select({ id, summary })
        .from(revisions)
        .where(inArray(id, [...ids]));
      return new Map(rows.map((row) => [row.id, row.summary]));
    },
    async areFilled(revisionId, wanted) {
      const renditionIds = sql.param(wanted.map((cell) => cell.renditionId));
      const segmentIndexes = sql.param(wanted.map((cell) => cell.segmentIndex));
      const result = await db.execute(sql`
        select count(*)::int as count from cells
        join unnest(${renditionIds}::text[], ${segmentIndexes}::int[]) as wanted (rendition_id, segment_index)
          using (rendition_id, segment_index)
        where revision_id = ${revisionId} and filled_at is not null`);
      return rowsOf<{ count: number }>(result)[0]?.count === wanted.length;
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
    async filledSegments(revisionId) {
      // One row a rendition: a two hour video has thousands of cells.
      const rows = await db
        .select({
          renditionId: cells.renditionId,
          segmentIndexes: sql<number[]>`array_agg(${cells.segmentIndex})`,
        })
        .from(cells)
        .where(and(eq(cells.revisionId, revisionId), isNotNull(cells.filledAt)))
        .groupBy(cells.renditionId);
      return new Map(rows.map(({ renditionId, segmentIndexes }) => [renditionId, segmentIndexes]));
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
