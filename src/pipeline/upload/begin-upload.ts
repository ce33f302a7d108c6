import { AppError } from '../../kernel/app-error.ts';
import type { Video } from '../../videos/video.ts';
import type { WorkContext } from '../work/work-context.ts';
import { promisedRoom, roomFor } from './promised-room.ts';

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
  /** Its bytes go to the bucket and never to this machine. */
  readonly isDirect?: boolean;
}

/** Makes the row of a video whose upload begins. Throws AppError SOURCE_TOO_LARGE, SOURCE_EMPTY or DISK_FULL. */
export async function beginUpload(
  context: Pick<WorkContext, 'videos' | 'revisions' | 'sources' | 'diskRoom' | 'settings' | 'events' | 'uploaderKind'>,
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
  await requireRoom(context, upload.isDirect === true ? 0 : roomFor(sizeBytes ?? 0));
  const fileName = cleanFileName(upload.fileName);
  const video = await context.videos.create({
    id: upload.id,
    fileName,
    title: upload.title?.trim().slice(0, MAX_NAME) || titleOf(fileName),
    ...(sizeBytes !== undefined && { sizeBytes }),
    ...(ownerId !== undefined && { ownerId }),
  });
  context.events.publish({ type: 'video.created', videoId: video.id });
  return video;
}

/** Room for this upload and what is made of it, for what is under way, and the reserve on top. */
async function requireRoom(
  context: Pick<WorkContext, 'videos' | 'revisions' | 'sources' | 'diskRoom' | 'settings'>,
  wantedBytes: number,
): Promise<void> {
  const { diskRoom, settings } = context;
  const promisedBytes = await promisedRoom(context);
  const freeBytes = await diskRoom();
  if (freeBytes - promisedBytes - wantedBytes >= settings.diskReserveBytes) return;
  throw new AppError('DISK_FULL', {
    message: 'The disk of the server has no room for this video and what is made of it, so the upload was not begun.',
    retry: 'later',
    detail: `free ${freeBytes}, promised ${promisedBytes}, wanted ${wantedBytes}, reserve ${settings.diskReserveBytes}`,
  });
}

const MAX_NAME = 300;

/** The last part of whatever path a browser or program gives, without control characters. */
function cleanFileName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const printable = last.replaceAll(/\p{Cc}/gu, '').trim();
  return printable.slice(0, MAX_NAME) || 'video';
}

function titleOf(fileName: string): string {
  return (
    fileName
      .replace(/\.[A-Za-z0-9]{1,5}$/, '')
      .replaceAll('_', ' ')
      .trim() || fileName
  );
}
