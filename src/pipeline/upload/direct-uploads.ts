import { AppError } from '../../kernel/app-error.ts';
import type { PartUploads } from '../../ports/part-uploads.ts';
import type { Video } from '../../videos/video.ts';
import { deleteVideo } from '../control/delete-video.ts';
import type { WorkContext } from '../work/work-context.ts';
import { beginUpload, type UploadAnnouncement } from './begin-upload.ts';
import { finishUpload } from './finish-upload.ts';
import { partBytesOf, partsOf, type UploadPart } from './upload-parts.ts';

/** What an uploader must know to send the parts of a file. */
export interface DirectUpload {
  readonly id: string;
  readonly sizeBytes: number;
  /** Size of every part but the last one. */
  readonly partBytes: number;
  readonly partCount: number;
  /** When it is removed unless it is complete. */
  readonly expiresAt: Date;
}

/** The same, and what has come so far. */
export interface DirectUploadState extends DirectUpload {
  /** Numbers of the parts that the bucket has whole. */
  readonly storedParts: readonly number[];
  /** It is the source of a video already. */
  readonly isComplete: boolean;
}

/** Where one part is sent by PUT, and until when. */
export interface SignedPart extends UploadPart {
  readonly url: string;
  readonly expiresAt: Date;
}

/**
 * Uploads whose parts go straight to the bucket. Nobody is asked here who they are: that is done before. What the uploader says
 * of its parts counts for nothing; the bucket is asked.
 */
export interface DirectUploads {
  /** As `beginUpload`, with a size. */
  begin(upload: UploadAnnouncement & { readonly sizeBytes: number }): Promise<DirectUpload>;
  /** Throws AppError UPLOAD_NOT_FOUND. */
  show(videoId: string): Promise<DirectUploadState>;
  /** Throws AppError UPLOAD_NOT_FOUND, also for one that is complete, or REQUEST_INVALID. */
  sign(videoId: string, partNumbers: readonly number[]): Promise<SignedPart[]>;
  /**
   * Makes the parts the source of the video and begins the work; once, however often it is asked. Throws AppError
   * UPLOAD_NOT_FOUND, UPLOAD_INCOMPLETE, or SOURCE_TOO_LARGE (nothing is left then).
   */
  complete(videoId: string): Promise<void>;
  /** Leaves nothing of it. Throws AppError UPLOAD_NOT_FOUND, or VIDEO_STATE_CONFLICT for one that is complete. */
  abort(videoId: string): Promise<void>;
}

/** Time to begin sending a part; the store does not end what has begun. */
const SIGNED_SECONDS = 15 * 60;
/** Named in a message, at most. */
const MOST_NAMED = 20;

/** Uploads straight to the bucket; `sourceKey` is where the source of a video lies. */
export function createDirectUploads(
  context: WorkContext,
  parts: PartUploads,
  sourceKey: (videoId: string) => string,
): DirectUploads {
  const { videos, sources, settings } = context;
  const find = async (videoId: string) => {
    const video = await videos.find(videoId);
    const { directUploadId: uploadId, sizeBytes } = video ?? {};
    if (video && uploadId !== undefined && sizeBytes !== undefined) {
      return { video, sizeBytes, upload: { key: sourceKey(videoId), uploadId } };
    }
    throw notFound();
  };
  const expiryOf = ({ createdAt }: Video): Date => new Date(createdAt.getTime() + settings.uploadExpiryMs);
  const describe = (id: string, sizeBytes: number, expiresAt: Date): DirectUpload => ({
    id,
    sizeBytes,
    partBytes: partBytesOf(sizeBytes),
    partCount: partsOf(sizeBytes).length,
    expiresAt,
  });
  const remove = async (videoId: string): Promise<void> => {
    await deleteVideo(context, videoId).catch((error: unknown) => {
      if (!isGone(error)) throw error;
    });
  };
  return {
    async begin(upload) {
      // The row first: what a crash leaves in the bucket is removed with it when it has expired.
      const video = await beginUpload(context, { ...upload, isDirect: true });
      try {
        const { uploadId } = await parts.begin(sourceKey(video.id));
        if (!(await videos.noteDirectUpload(video.id, uploadId))) throw notFound();
      } catch (error) {
        await remove(video.id);
        // Where it was deleted meanwhile, the bucket did not know of it yet.
        await sources.remove(video.id);
        throw error;
      }
      return describe(video.id, upload.sizeBytes, expiryOf(video));
    },
    async show(videoId) {
      const handedOver = await context.replacements.handedOverBytes(videoId);
      if (handedOver !== undefined) {
        return { ...describe(videoId, handedOver, new Date()), storedParts: [], isComplete: true };
      }
      const { video, sizeBytes, upload } = await find(videoId);
      const isComplete = video.state !== 'uploading';
      const stored = isComplete ? [] : ((await parts.list(upload)) ?? []);
      const storedParts = partsOf(sizeBytes).filter((part) => isStored(part, stored));
      return {
        ...describe(videoId, sizeBytes, expiryOf(video)),
        storedParts: storedParts.map(({ partNumber }) => partNumber),
        isComplete,
      };
    },
    async sign(videoId, partNumbers) {
      const { video, sizeBytes, upload } = await find(videoId);
      if (video.state !== 'uploading') throw notFound();
      const all = partsOf(sizeBytes);
      const expiresAt = new Date(Date.now() + SIGNED_SECONDS * 1000);
      return await Promise.all(
        partNumbers.map(async (partNumber) => {
          const part = all[partNumber - 1];
          if (!part) {
            throw new AppError('REQUEST_INVALID', {
              message: `There is no part ${partNumber}, only 1 to ${all.length}.`,
            });
          }
          return { ...part, url: await parts.sign(upload, part, SIGNED_SECONDS), expiresAt };
        }),
      );
    },
    async complete(videoId) {
      // The answer got lost: its file belongs to the video that it was to replace by now.
      if ((await context.replacements.handedOverBytes(videoId)) !== undefined) return;
      const { video, sizeBytes, upload } = await find(videoId);
      if (video.state !== 'uploading') return;
      const { maxUploadBytes } = settings.limits[await context.uploaderKind(video.ownerId)];
      const requireSize = async (found: number): Promise<void> => {
        if (found <= Math.min(sizeBytes, maxUploadBytes)) return;
        await remove(videoId);
        throw new AppError('SOURCE_TOO_LARGE', {
          message: `More bytes than announced, or more than the ${maxUploadBytes} that are accepted.`,
        });
      };
      const stored = await parts.list(upload);
      if (stored) {
        await requireSize(stored.reduce((sum, part) => sum + part.sizeBytes, 0));
        const lacking = partsOf(sizeBytes).filter((part) => !isStored(part, stored));
        if (lacking.length > 0) throw incomplete(lacking);
        await parts.join(upload, stored);
      }
      // A process may have died between joining and saying so, and another may be at it: what counts is what lies there.
      const found = await sources.storedBytes(videoId);
      if (found === undefined) throw notFound();
      await requireSize(found);
      if (found < sizeBytes)
        throw new AppError('INTERNAL', { message: `The bucket has ${found} of ${sizeBytes} bytes.` });
      await finishUpload(context, videoId, found);
      // Aborted meanwhile: whoever did that may not have seen the object yet.
      const isKept = (await videos.find(videoId)) ?? (await context.replacements.handedOverBytes(videoId));
      if (isKept === undefined) await sources.remove(videoId);
    },
    async abort(videoId) {
      const { video } = await find(videoId);
      if (video.state !== 'uploading') {
        throw new AppError('VIDEO_STATE_CONFLICT', { message: 'The upload is complete: delete its video instead.' });
      }
      await remove(videoId);
    },
  };
}

function isStored({ partNumber, sizeBytes }: UploadPart, stored: readonly UploadPart[]): boolean {
  return stored.some((each) => each.partNumber === partNumber && each.sizeBytes === sizeBytes);
}

function notFound(): AppError {
  return new AppError('UPLOAD_NOT_FOUND', { message: 'There is no such upload.' });
}

function isGone(error: unknown): boolean {
  return error instanceof AppError && error.code === 'VIDEO_NOT_FOUND';
}

function incomplete(lacking: readonly UploadPart[]): AppError {
  const named = lacking.slice(0, MOST_NAMED).map(({ partNumber }) => partNumber);
  const more = lacking.length > MOST_NAMED ? ` and ${lacking.length - MOST_NAMED} more` : '';
  return new AppError('UPLOAD_INCOMPLETE', { message: `Parts that are not there whole: ${named.join(', ')}${more}.` });
}
