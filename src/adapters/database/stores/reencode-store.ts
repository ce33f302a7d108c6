import { and, asc, eq, inArray, isNotNull, isNull, lt, sql } from 'drizzle-orm';

import type { Reencode, ReencodeStore, ReplacingFile } from '../../../videos/reencode-store.ts';
import { type Database } from '../database.ts';
import { reencodes, retiredRevisions, retiredSources, revisions, videos } from '../schema/index.ts';

/** What is retired at once: before any day that is asked for. */
const LONG_AGO = new Date(0);

/** Encodes beside what plays, as rows. */
export function createReencodeStore(db: Database): ReencodeStore {
  const isActive = (videoId: string, revisionId: string) =>
    and(eq(reencodes.videoId, videoId), eq(reencodes.revisionId, revisionId), isNull(reencodes.failureCode));
  return {
    async begin(videoId, revisionId) {
      const values = { revisionId, requestedAt: new Date(), failureCode: null, failureMessage: null };
      const rows = await db
        .insert(reencodes)
        .values({ videoId, ...values })
        .onConflictDoUpdate({ target: reencodes.videoId, set: values, setWhere: isNotNull(reencodes.failureCode) })
        .returning({ videoId: reencodes.videoId });
      return rows.length > 0;
    },
    async find(videoId) {
      const [row] = await db.select().from(reencodes).where(eq(reencodes.videoId, videoId));
      return row && toReencode(row);
    },
    async findMany(videoIds) {
      if (videoIds.length === 0) return new Map();
      const rows = await db
        .select()
        .from(reencodes)
        .where(inArray(reencodes.videoId, [...videoIds]));
      return new Map(rows.map((row) => [row.videoId, toReencode(row)]));
    },
    async listActive() {
      const rows = await db
        .select()
        .from(reencodes)
        .where(isNull(reencodes.failureCode))
        .orderBy(asc(reencodes.requestedAt), asc(reencodes.videoId));
      return rows.map(toReencode);
    },
    async savePlan({ id, videoId, plan, summary, sourceId, conformedFile }) {
      return await db.transaction(async (tx) => {
        // Locked until the end: who gives it up meanwhile retires what is saved here.
        const active = await tx
          .select({ id: reencodes.videoId })
          .from(reencodes)
          .where(isActive(videoId, id))
          .for('update');
        if (active.length === 0) return 'given up';
        const rows = await tx
          .insert(revisions)
          .values({ id, videoId, plan, summary, sourceId: sourceId ?? null, conformedFile: conformedFile ?? null })
          .onConflictDoNothing()
          .returning({ id: revisions.id });
        if (rows.length === 0) return 'known';
        for (const rendition of [...plan.video, ...plan.audio]) {
          await tx.execute(sql`
            insert into cells (revision_id, rendition_id, segment_index)
            select ${id}, ${rendition.id}, generate_series(0, ${plan.grid.boundaries.length - 2}::int)`);
        }
        return 'saved';
      });
    },
    async complete(videoId, revisionId) {
      return await db.transaction(async (tx) => {
        const [ended] = await tx.delete(reencodes).where(isActive(videoId, revisionId)).returning();
        if (!ended) return false;
        const file = toReencode(ended).file;
        const [before] = await tx
          .select({ id: videos.revisionId, sourceId: videos.sourceId })
          .from(videos)
          .where(eq(videos.id, videoId));
        const [next] = await tx
          .select({ summary: revisions.summary })
          .from(revisions)
          .where(eq(revisions.id, revisionId));
        await tx
          .update(videos)
          .set({
            revisionId,
            durationSeconds: next?.summary.durationSeconds,
            updatedAt: new Date(),
            ...(file && { ...columnsOf(file), uploadedAt: ended.requestedAt }),
          })
          .where(eq(videos.id, videoId));
        if (file) await tx.insert(retiredSources).values({ sourceId: before?.sourceId ?? videoId, videoId });
        if (before?.id) await tx.insert(retiredRevisions).values({ revisionId: before.id, videoId });
        return true;
      });
    },
    async abandon(videoId, revisionId, failure) {
      return await db.transaction(async (tx) => {
        const isIt = and(eq(reencodes.videoId, videoId), eq(reencodes.revisionId, revisionId));
        const [given] = failure
          ? await tx
              .update(reencodes)
              .set({ failureCode: failure.code, failureMessage: failure.message })
              .where(isActive(videoId, revisionId))
              .returning()
          : await tx.delete(reencodes).where(isIt).returning();
        if (!given) return false;
        await retireRevision(tx, given);
        if (!failure) await retireFile(tx, given);
        return true;
      });
    },
    async listRetired(before) {
      return await db.select().from(retiredRevisions).where(lt(retiredRevisions.retiredAt, before));
    },
    async forgetRetired(revisionId) {
      await db.transaction(async (tx) => {
        await tx.delete(revisions).where(eq(revisions.id, revisionId));
        await tx.delete(retiredRevisions).where(eq(retiredRevisions.revisionId, revisionId));
      });
    },
  };
}

type ReencodeRow = typeof reencodes.$inferSelect;

/** Forgets what is encoded anew beside what plays of a video, in work or failed; its revision and its own file go at once. */
export async function dropReencode(tx: Database, videoId: string): Promise<void> {
  const [given] = await tx.delete(reencodes).where(eq(reencodes.videoId, videoId)).returning();
  if (!given) return;
  await retireRevision(tx, given);
  await retireFile(tx, given);
}

async function retireRevision(tx: Database, { revisionId, videoId }: ReencodeRow): Promise<void> {
  await tx.insert(retiredRevisions).values({ revisionId, videoId, retiredAt: LONG_AGO }).onConflictDoNothing();
}

async function retireFile(tx: Database, { sourceId, videoId }: ReencodeRow): Promise<void> {
  if (sourceId !== null) await retireSourceNow(tx, sourceId, videoId);
}

/** A file that nothing plays and nothing is made of any more goes at once. */
export async function retireSourceNow(tx: Database, sourceId: string, videoId: string): Promise<void> {
  await tx.insert(retiredSources).values({ sourceId, videoId, retiredAt: LONG_AGO });
}

function toReencode(row: ReencodeRow): Reencode {
  const { videoId, revisionId, requestedAt, failureCode, failureMessage } = row;
  const failure = failureCode && { failure: { code: failureCode, message: failureMessage ?? '' } };
  return { videoId, revisionId, requestedAt, ...fileOf(row), ...failure };
}

function fileOf({ sourceId, fileName, sizeBytes, uploaderId }: ReencodeRow): Pick<Reencode, 'file'> {
  if (sourceId === null) return {};
  const known = { sourceId, fileName: fileName ?? '', sizeBytes: sizeBytes ?? 0 };
  return { file: { ...known, ...(uploaderId !== null && { uploaderId }) } };
}

/** What the video's row says of its file. */
function columnsOf({ sourceId, fileName, sizeBytes }: ReplacingFile) {
  return { sourceId, fileName, sizeBytes };
}
