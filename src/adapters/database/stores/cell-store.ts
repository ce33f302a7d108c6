import { and, eq, isNotNull, sql } from 'drizzle-orm';

import type { CellKey, FilledCell } from '../../../videos/cell.ts';
import type { CellStore, Lease } from '../../../videos/cell-store.ts';
import { type Database, rowsOf } from '../database.ts';
import { cells } from '../schema/index.ts';

/** Longer than a chunk takes between two cells; a worker that is silent longer is taken for dead. */
const LEASE_MS = 60_000;

/** The cells of one revision as rows. Times are the database's: workers on other machines may have other clocks. */
export function createCellStore(db: Database, revisionId: string, leaseMs = LEASE_MS): CellStore {
  const until = sql`now() + ${leaseMs} * interval '1 millisecond'`;
  /** No lease lasts that long: the database's clock was set back since. */
  const tooLate = sql`now() + ${2 * leaseMs} * interval '1 millisecond'`;
  const isCell = ({ renditionId, segmentIndex }: CellKey) =>
    and(eq(cells.revisionId, revisionId), eq(cells.renditionId, renditionId), eq(cells.segmentIndex, segmentIndex));
  const isHeldBy = ({ fence }: Lease) =>
    and(eq(cells.revisionId, revisionId), eq(cells.fence, fence), isNotNull(cells.holder));

  return {
    async lease(wanted, holder, urgent) {
      if (wanted.length === 0) return undefined;
      const renditionIds = sql.param(wanted.map((cell) => cell.renditionId));
      const segmentIndexes = sql.param(wanted.map((cell) => cell.segmentIndex));
      // One statement, so that two workers never hold the same cell: rows are locked as they are chosen, and the
      // revision's row is locked by its counter.
      const result = await db.execute(sql`
        with free as (
          select c.rendition_id, c.segment_index from cells c
          join unnest(${renditionIds}::text[], ${segmentIndexes}::int[]) as wanted (rendition_id, segment_index)
            using (rendition_id, segment_index)
          where c.revision_id = ${revisionId} and c.filled_at is null
            and (c.holder is null or c.leased_until <= now() or c.leased_until > ${tooLate} or (not c.is_urgent
              and c.rendition_id = ${urgent?.renditionId ?? null}::text
              and c.segment_index = ${urgent?.segmentIndex ?? null}::int))
          for update of c skip locked
        ), counter as (
          update revisions set last_fence = last_fence + 1
          where id = ${revisionId} and exists (select from free) returning last_fence
        )
        update cells c set fence = counter.last_fence, holder = ${holder}, leased_until = ${until},
          is_urgent = ${urgent !== undefined}
        from free, counter
        where c.revision_id = ${revisionId}
          and c.rendition_id = free.rendition_id and c.segment_index = free.segment_index
        returning c.rendition_id as "renditionId", c.segment_index as "segmentIndex", c.fence::text as fence`);
      const rows = rowsOf<CellKey & { fence: string }>(result);
      const fence = rows[0]?.fence;
      if (fence === undefined) return undefined;
      const taken = rows.map(({ renditionId, segmentIndex }) => ({ renditionId, segmentIndex }));
      return { fence: Number(fence), cells: taken.toSorted((a, b) => a.segmentIndex - b.segmentIndex) };
    },
    async markFilled(lease, { renditionId, segmentIndex, ...filled }) {
      const rows = await db
        .update(cells)
        .set({ ...filled, filledAt: sql`now()`, holder: null, leasedUntil: null })
        .where(and(isCell({ renditionId, segmentIndex }), isHeldBy(lease)))
        .returning({ segmentIndex: cells.segmentIndex });
      return rows.length > 0;
    },
    async isHeld(lease, cell) {
      const rows = await db
        .select({ fence: cells.fence })
        .from(cells)
        .where(and(isCell(cell), isHeldBy(lease)));
      return rows.length > 0;
    },
    async renew(lease) {
      await db.update(cells).set({ leasedUntil: until }).where(isHeldBy(lease));
    },
    async release(lease) {
      await db.update(cells).set({ holder: null, leasedUntil: null }).where(isHeldBy(lease));
    },
    async listFilled() {
      const rows = await db
        .select()
        .from(cells)
        .where(and(eq(cells.revisionId, revisionId), isNotNull(cells.filledAt)));
      return rows.map(toFilledCell);
    },
    async empty(cell) {
      await db
        .update(cells)
        .set({ ...EMPTY, holder: null, leasedUntil: null })
        .where(isCell(cell));
    },
  };
}

const EMPTY = {
  filledAt: null,
  sizeBytes: null,
  sha256: null,
  sampleCount: null,
  durationTicks: null,
  keyFrameEndBytes: null,
  costMs: null,
};

/** All columns are written in the statement that sets `filledAt`. */
function toFilledCell(row: typeof cells.$inferSelect): FilledCell {
  const { renditionId, segmentIndex, sizeBytes, sha256, sampleCount, durationTicks, keyFrameEndBytes, costMs } = row;
  return {
    renditionId,
    segmentIndex,
    sizeBytes,
    sha256,
    sampleCount,
    durationTicks,
    keyFrameEndBytes,
    costMs,
  } as FilledCell;
}
