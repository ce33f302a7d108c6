import { eq, isNotNull, lt } from 'drizzle-orm';

import type { HandedOver, ReplacementStore } from '../../../videos/replacement-store.ts';
import type { Database } from '../database.ts';
import { reencodes, retiredSources, revisions, videos } from '../schema/index.ts';
import { dropReencode, retireSourceNow } from './reencode-store.ts';

type VideoRow = typeof videos.$inferSelect;

/** What takes the place of a video's file, as rows. */
interface NextFile {
  readonly upload: VideoRow;
  readonly sizeBytes: number;
}

/** Replaced files, as rows. */
export function createReplacementStore(db: Database): ReplacementStore {
  return {
    async handOver(uploadId, sizeBytes, revisionId) {
      return await db.transaction(async (tx) => {
        const [known] = await tx.select({ id: videos.replacesId }).from(videos).where(eq(videos.id, uploadId));
        if (!known?.id) return undefined;
        // In this order: deleting the video locks it before it touches the rows that point to it.
        const video = await lock(tx, known.id);
        const upload = await lock(tx, uploadId);
        if (!video || upload?.state !== 'uploading' || upload.replacesId !== video.id) return undefined;
        await tx.delete(videos).where(eq(videos.id, uploadId));
        const next = { upload, sizeBytes };
        return video.state === 'ready'
          ? await putBeside(tx, video, next, revisionId)
          : await beginAnew(tx, video, next);
      });
    },
    async handedOverBytes(uploadId) {
      const [shown] = await db.select({ bytes: videos.sizeBytes }).from(videos).where(eq(videos.sourceId, uploadId));
      if (shown) return shown.bytes ?? undefined;
      const [next] = await db
        .select({ bytes: reencodes.sizeBytes })
        .from(reencodes)
        .where(eq(reencodes.sourceId, uploadId));
      return next?.bytes ?? undefined;
    },
    async listSourceIds() {
      const [shown, next, retired] = await Promise.all([
        db.select({ id: videos.sourceId }).from(videos).where(isNotNull(videos.sourceId)),
        db.select({ id: reencodes.sourceId }).from(reencodes).where(isNotNull(reencodes.sourceId)),
        db.select({ id: retiredSources.sourceId }).from(retiredSources),
      ]);
      return [...shown, ...next, ...retired].flatMap(({ id }) => id ?? []);
    },
    async listRetired(before) {
      return await db.select().from(retiredSources).where(lt(retiredSources.retiredAt, before));
    },
    async forgetRetired(sourceId) {
      await db.delete(retiredSources).where(eq(retiredSources.sourceId, sourceId));
    },
  };
}

async function lock(tx: Database, id: string): Promise<VideoRow | undefined> {
  const [row] = await tx.select().from(videos).where(eq(videos.id, id)).for('update');
  return row;
}

async function putBeside(
  tx: Database,
  { id: videoId }: VideoRow,
  { upload, sizeBytes }: NextFile,
  revisionId: string,
): Promise<HandedOver> {
  await dropReencode(tx, videoId);
  const { id: sourceId, fileName, ownerId: uploaderId } = upload;
  await tx.insert(reencodes).values({ videoId, revisionId, sourceId, fileName, sizeBytes, uploaderId });
  return { kind: 'beside', videoId, revisionId };
}

async function beginAnew(tx: Database, video: VideoRow, { upload, sizeBytes }: NextFile): Promise<HandedOver> {
  const { id: videoId, revisionId, sourceId } = video;
  await retireSourceNow(tx, sourceId ?? videoId, videoId);
  await tx.delete(revisions).where(eq(revisions.videoId, videoId));
  const now = new Date();
  await tx
    .update(videos)
    .set({
      ...{ state: 'processing', sourceId: upload.id, fileName: upload.fileName, sizeBytes },
      ...{ revisionId: null, durationSeconds: null, isPlayable: false },
      ...{ failureCode: null, failureMessage: null, failureDetail: null },
      ...{ uploadedAt: now, updatedAt: now },
    })
    .where(eq(videos.id, videoId));
  return { kind: 'anew', videoId, ...(revisionId !== null && { revisionBefore: revisionId }) };
}
