import { AppError } from '../../kernel/app-error.ts';
import { type Video, videoNotFound } from '../../videos/video.ts';
import type { WorkContext } from '../work/work-context.ts';
import { cleanFileName, MAX_NAME } from './clean-file-name.ts';
import { requireRoom, type RoomContext, roomToEncode } from './promised-room.ts';

/** What an uploader says before the first byte. */
export interface UploadAnnouncement {
  /** The upload's id becomes the video's. */
  readonly id: string;
  readonly fileName: string;
  readonly title?: string;
  /** Undefined when the uploader does not know yet. */
  readonly sizeBytes?: number;
  /** Person or key that uploads it. */
  readonly ownerId?: string;
  /** The video whose file it is to take the place of. */
  readonly replacesId?: string;
  /** Its bytes go to the bucket and never to this machine. */
  readonly isDirect?: boolean;
}

/**
 * Makes the row of a video whose upload begins. Throws AppError SOURCE_TOO_LARGE, SOURCE_EMPTY or DISK_FULL; of one that is
 * to replace a file also VIDEO_NOT_FOUND or VIDEO_STATE_CONFLICT.
 */
export async function beginUpload(
  context: RoomContext & Pick<WorkContext, 'events' | 'uploaderKind'>,
  upload: UploadAnnouncement,
): Promise<Video> {
  const { sizeBytes, ownerId } = upload;
  const { maxUploadBytes } = context.settings.limits[await context.uploaderKind(ownerId)];
  if (sizeBytes === 0) throw new AppError('SOURCE_EMPTY', { message: 'The file is empty.' });
  if (sizeBytes !== undefined && sizeBytes > maxUploadBytes) {
    throw new AppError('SOURCE_TOO_LARGE', {
      message: `The file has ${sizeBytes} bytes; at most ${maxUploadBytes} are accepted.`,
    });
  }
  if (upload.replacesId !== undefined) await requireReplaceable(context, upload.replacesId);
  const wantedBytes = upload.isDirect === true ? 0 : (sizeBytes ?? 0) + roomToEncode(context, sizeBytes ?? 0);
  await requireRoom(context, wantedBytes, 'the upload was not begun');
  const fileName = cleanFileName(upload.fileName);
  const video = await context.videos.create({
    id: upload.id,
    fileName,
    title: upload.title?.trim().slice(0, MAX_NAME) || titleOf(fileName),
    ...(sizeBytes !== undefined && { sizeBytes }),
    ...(ownerId !== undefined && { ownerId }),
    ...(upload.replacesId !== undefined && { replacesId: upload.replacesId }),
  });
  context.events.publish({ type: 'video.created', videoId: video.id });
  return video;
}

async function requireReplaceable({ videos }: Pick<WorkContext, 'videos'>, videoId: string): Promise<void> {
  const video = await videos.find(videoId);
  if (!video) throw videoNotFound(videoId);
  if (video.state !== 'uploading') return;
  throw new AppError('VIDEO_STATE_CONFLICT', {
    message: 'The video is uploading: its file can be replaced once it has arrived.',
  });
}

function titleOf(fileName: string): string {
  return (
    fileName
      .replace(/\.[A-Za-z0-9]{1,5}$/, '')
      .replaceAll('_', ' ')
      .trim() || fileName
  );
}
