import { and, desc, eq, inArray, lt, or, sql } from 'drizzle-orm';

import { AppError } from '../../../kernel/app-error.ts';
import type { TransitionChanges, VideoQuery, VideoStore } from '../../../videos/video-store.ts';
import type { VideoAction } from '../../../videos/transitions.ts';
import type { Video, VideoState } from '../../../videos/video.ts';
import type { Database } from '../database.ts';
import { deletions, reencodes, retiredSources, revisions, videos } from '../schema/index.ts';

type Row = typeof videos.$inferSelect;

/** A copy that is being made finds another id than its own, and is not whole; what lies there is still to be deleted. */
const WITHDRAWN = {
  publicRevisionId: null,
  publicCopyId: sql`case when ${videos.publicCopyId} is null then null else 'withdrawn' end`,
};

/** What the store must know of the table of transitions: handed in, since adapters import only types from domains. */
export interface TransitionTable {
  readonly transitions: Readonly<Record<VideoAction, { readonly from: VideoState; readonly to: VideoState }>>;
  readonly conflict: (state: VideoState, action: VideoAction) => AppError;
}

/** Videos as rows. */
export function createVideoStore(db: Database, { transitions, conflict }: TransitionTable): VideoStore {
  const find = async (id: string): Promise<Video | undefined> => {
    const [row] = await db.select().from(videos).where(eq(videos.id, id));
    return row && toVideo(row);
  };
  return {
    find,
    async create(video) {
      const [row] = await db
        .insert(videos)
        .values({ ...video, state: 'uploading' })
        .returning();
      return toVideo(row as Row);
    },
    async list(query) {
      const rows = await db
        .select()
        .from(videos)
        .where(conditions(query))
        .orderBy(desc(videos.createdAt), desc(videos.id))
        .limit(query.limit + 1);
      const page = rows.slice(0, query.limit);
      const last = page.at(-1);
      return { videos: page.map(toVideo), ...(rows.length > page.length && last && { nextCursor: cursorOf(last) }) };
    },
    async noteDirectUpload(id, directUploadId) {
      const rows = await db
        .update(videos)
        .set({ directUploadId })
        .where(eq(videos.id, id))
        .returning({ id: videos.id });
      return rows.length > 0;
    },
    async change(id, { title, visibility }) {
      const [row] = await db
        .update(videos)
        .set({
          ...(title !== undefined && { title }),
          ...(visibility && { visibility }),
          ...(visibility === 'private' && WITHDRAWN),
          ...touched(),
        })
        .where(eq(videos.id, id))
        .returning();
      return row && toVideo(row);
    },
    async transition(id, action, changes = {}) {
      const { from, to } = transitions[action];
      const row = await db.transaction(async (tx) => {
        const [changed] = await tx
          .update(videos)
          .set({ state: to, ...transitionValues(action, changes), ...touched() })
          .where(and(eq(videos.id, id), eq(videos.state, from)))
          .returning();
        if (changed && action === 'restart') await tx.delete(revisions).where(eq(revisions.videoId, id));
        return changed;
      });
      if (row) return toVideo(row);
      const video = await find(id);
      if (video) throw conflict(video.state, action);
      throw new AppError('VIDEO_NOT_FOUND', { message: `There is no video ${id}.` });
    },
    async markPlayable(id) {
      const rows = await db
        .update(videos)
        .set({ isPlayable: true, ...touched() })
        .where(and(eq(videos.id, id), eq(videos.isPlayable, false)))
        .returning({ id: videos.id });
      return rows.length > 0;
    },
    async delete(id) {
      return await db.transaction(async (tx) => {
        const [video] = await tx.select().from(videos).where(eq(videos.id, id)).for('update');
        if (!video) return [];
        const beside = await tx.select({ id: reencodes.sourceId }).from(reencodes).where(eq(reencodes.videoId, id));
        const retired = await tx
          .select({ id: retiredSources.sourceId })
          .from(retiredSources)
          .where(eq(retiredSources.videoId, id));
        await tx.delete(videos).where(eq(videos.id, id));
        const ids = new Set([
          id,
          ...[video.sourceId, ...[...beside, ...retired].map((each) => each.id)].filter(isKnown),
        ]);
        await tx
          .insert(deletions)
          .values([...ids].map((videoId) => ({ videoId })))
          .onConflictDoNothing();
        return [...ids];
      });
    },
    async listDeletions() {
      return (await db.select({ id: deletions.videoId }).from(deletions)).map(({ id }) => id);
    },
    async finishDeletion(id) {
      await db.delete(deletions).where(eq(deletions.videoId, id));
    },
  };
}

function transitionValues(action: VideoAction, { failure, sizeBytes }: TransitionChanges): Partial<Row> {
  return {
    ...(sizeBytes !== undefined && { sizeBytes }),
    ...(action === 'finishUpload' && { uploadedAt: new Date() }),
    ...(action === 'restart' && { revisionId: null, durationSeconds: null, isPlayable: false }),
    ...(action === 'finish' && { readyAt: new Date(), isPlayable: true }),
    failureCode: failure?.code ?? null,
    failureMessage: failure?.message ?? null,
    failureDetail: failure?.detail ?? null,
  };
}

function isKnown(id: string | null): id is string {
  return id !== null;
}

function touched(): { updatedAt: Date } {
  return { updatedAt: new Date() };
}

function conditions({ state, ids, within, cursor }: VideoQuery) {
  const after = cursor === undefined ? undefined : parseCursor(cursor);
  return and(
    state && eq(videos.state, state),
    ids && inArray(videos.id, [...ids]),
    within && or(eq(videos.ownerId, within.ownerId), inArray(videos.id, [...within.ids])),
    after &&
      or(lt(videos.createdAt, after.createdAt), and(eq(videos.createdAt, after.createdAt), lt(videos.id, after.id))),
  );
}

function cursorOf({ createdAt, id }: Row): string {
  return `${createdAt.getTime()}_${id}`;
}

function parseCursor(cursor: string): { createdAt: Date; id: string } | undefined {
  const [, ms, id] = /^(\d{1,15})_(\w+)$/.exec(cursor) ?? [];
  return ms && id ? { createdAt: new Date(Number(ms)), id } : undefined;
}

function toVideo(row: Row): Video {
  const { failureCode, failureMessage, failureDetail, publicCopyId: _, ...rest } = row;
  const failure = failureCode && {
    code: failureCode,
    message: failureMessage ?? '',
    ...(failureDetail !== null && { detail: failureDetail }),
  };
  // Columns that are null become absent: unknown is not a value.
  const known = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null)) as unknown as Video;
  return { ...known, ...(failure && { failure }) };
}
