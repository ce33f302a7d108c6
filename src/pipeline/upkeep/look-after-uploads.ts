import { AppError } from '../../kernel/app-error.ts';
import type { Video } from '../../videos/video.ts';
import { deleteVideo } from '../control/delete-video.ts';
import { finishUpload } from '../upload/finish-upload.ts';
import type { WorkContext } from '../work/work-context.ts';
import { eachLogged, videosIn } from './each-video.ts';

/** Uploads that are whole on this machine become sources; old ones that are not go, wherever they were sent to. */
export async function lookAfterUploads(context: WorkContext, nowMs: number): Promise<void> {
  const each = eachLogged(context.logger);
  for await (const video of videosIn(context, 'uploading')) {
    await each('look after an upload', video.id, () => lookAfterUpload(context, video, nowMs));
  }
}

async function lookAfterUpload(context: WorkContext, video: Video, nowMs: number): Promise<void> {
  const received = await context.sources.receivedBytes(video.id);
  const isWhole = received !== undefined && received === video.sizeBytes;
  if (isWhole || (await isAdopted(context, video, received))) {
    await finishUpload(context, video.id, video.sizeBytes ?? 0);
  } else if (nowMs - video.createdAt.getTime() > context.settings.uploadExpiryMs) {
    context.logger.info({ videoId: video.id }, 'removed an upload that was never finished');
    await deleteVideo(context, video.id).catch((error: unknown) => {
      // another server was first
      if (!(error instanceof AppError && error.code === 'VIDEO_NOT_FOUND')) throw error;
    });
  }
}

/** The file became the source, and the process died before the row said so. */
async function isAdopted({ sources }: WorkContext, video: Video, received: number | undefined): Promise<boolean> {
  if (received !== undefined || video.sizeBytes === undefined) return false;
  return (await sources.storedBytes(video.id)) === video.sizeBytes;
}
