import { AppError } from '../../kernel/app-error.ts';
import { enqueueMissing } from '../work/enqueue-missing.ts';
import { handOver, type HandOverContext } from './hand-over.ts';

/** What finishing an upload needs. */
export type FinishUploadContext = HandOverContext;

/**
 * Turns a whole upload into the source of a video in work, its own or the one whose file it replaces: a rename, a row and a job,
 * so that the request that brought the last byte is answered at once. Does nothing when that was done before.
 */
export async function finishUpload(context: FinishUploadContext, videoId: string, sizeBytes: number): Promise<void> {
  const video = await context.videos.find(videoId);
  if (video?.state !== 'uploading') return;
  // File before row: a crash between the two is found at the next start (upkeep/reconcile.ts).
  await context.sources.adopt(videoId);
  if (video.replacesId !== undefined && (await handOver(context, videoId, sizeBytes))) return;
  try {
    await context.videos.transition(videoId, 'finishUpload', { sizeBytes });
  } catch (error) {
    // The sweep and the last request of the upload may come here at the same moment.
    if (error instanceof AppError && error.code === 'VIDEO_STATE_CONFLICT') return;
    // Deleted by another server while the file was on its way to the store.
    if (error instanceof AppError && error.code === 'VIDEO_NOT_FOUND') await context.sources.remove(videoId);
    throw error;
  }
  context.events.publish({ type: 'video.changed', videoId });
  await enqueueMissing(context, videoId);
}
