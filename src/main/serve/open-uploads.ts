import type { Principal } from '../../accounts/principal.ts';
import { systemClock } from '../../adapters/clock/system-clock.ts';
import { AwaitedUploads } from '../../adapters/upload-server/awaited-uploads.ts';
import { createTusUploadServer, type UploadServer } from '../../adapters/upload-server/tus-upload-server.ts';
import { originalKey } from '../../delivery/media-path.ts';
import type { AuditLog } from '../../accounts/audit-log.ts';
import { requireRight } from '../../http/playback/require-right.ts';
import type { VideoAccess } from '../../http/playback/video-access.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { DirectUploadParts } from '../../http/uploads/direct-uploads.ts';
import { limitsOf } from '../../http/uploads/limits.ts';
import { UPLOADS_PATH } from '../../http/uploads/tus-uploads.ts';
import { newId } from '../../kernel/ids.ts';
import { deleteVideo } from '../../pipeline/control/delete-video.ts';
import { beginUpload } from '../../pipeline/upload/begin-upload.ts';
import { createDirectUploads } from '../../pipeline/upload/direct-uploads.ts';
import { finishUpload } from '../../pipeline/upload/finish-upload.ts';
import type { WorkContext } from '../../pipeline/work/work-context.ts';
import type { LessonUploads } from '../../training/lessons/lesson-uploads.ts';
import type { Video } from '../../videos/video.ts';
import type { OpenWork } from './open-work.ts';

/** Makes AppErrors of a store's errors: the tus server hands on nothing else. */
type OrOutage = <T>(work: Promise<T>) => Promise<T>;

/** What both ways of uploading stand on. */
interface UploadHosts {
  readonly work: Pick<OpenWork, 'context' | 'folders' | 'partUploads'>;
  readonly lessons: LessonUploads;
  /** Whose file may be replaced. */
  readonly access: Pick<VideoAccess, 'rightsOf'>;
  readonly audit: Pick<AuditLog, 'record'>;
  readonly orOutage: OrOutage;
}

/** Uploads through this server: tus. */
export function openTusUploads(hosts: UploadHosts): UploadServer {
  const { work, lessons, orOutage } = hosts;
  const { context, folders } = work;
  const awaited = new AwaitedUploads(systemClock);
  return createTusUploadServer({
    path: UPLOADS_PATH,
    folder: folders.uploads,
    maxUploadBytes: (uploader) => limitsOf(uploader, context.settings.limits).maxUploadBytes,
    expiryMs: context.settings.uploadExpiryMs,
    hooks: {
      begin: async (upload, uploader) => {
        const { lessonId, id } = upload;
        const before = await orOutage(checkPurpose(hosts, uploader, upload));
        await orOutage(beginUpload(context, { ...upload, ...replacing(before), ...ownerOf(uploader) }));
        await orOutage(noteReplacing(hosts, uploader, before));
        if (lessonId !== undefined) await orOutage(lessons.attach(lessonId, id));
      },
      finish: async (id, sizeBytes) => await orOutage(finishUpload(context, id, sizeBytes)),
      abandon: async (id) => await orOutage(deleteVideo(context, id)),
      finishedSize: async (id) => await orOutage(finishedSize(context, id)),
      isElsewhere: async (id) => await orOutage(isElsewhere(context, awaited, id)),
    },
  });
}

/** Uploads straight to the bucket; undefined where they are off. */
export async function openDirectUploads(hosts: UploadHosts, isOn: boolean): Promise<DirectUploadParts | undefined> {
  const { work, lessons } = hosts;
  const { context, partUploads } = work;
  if (!isOn || !partUploads) return undefined;
  const uploads = createDirectUploads(context, partUploads, originalKey);
  return {
    ...uploads,
    address: await partUploads.address(),
    begin: async ({ fileName, title, sizeBytes, lessonId, replaces }, uploader) => {
      const before = await checkPurpose(hosts, uploader, { lessonId, replaces });
      const named = { fileName, ...(title !== undefined && { title }) };
      const begun = await uploads.begin({
        id: newId(),
        ...named,
        ...replacing(before),
        sizeBytes,
        ...ownerOf(uploader),
      });
      await noteReplacing(hosts, uploader, before);
      if (lessonId !== undefined) await lessons.attach(lessonId, begun.id);
      return begun;
    },
  };
}

/**
 * Whether somebody may upload for that lesson, or in the place of that video, which is answered. Throws AppError
 * REQUEST_INVALID, NOT_ALLOWED, LESSON_NOT_FOUND or VIDEO_NOT_FOUND.
 */
async function checkPurpose(
  { work, lessons, access }: UploadHosts,
  uploader: Principal,
  { lessonId, replaces }: { readonly lessonId?: string | undefined; readonly replaces?: string | undefined },
): Promise<Video | undefined> {
  if (lessonId !== undefined && replaces !== undefined) {
    throw new AppError('REQUEST_INVALID', {
      message: 'An upload is for a lesson or replaces the file of a video: lessonId and replaces exclude each other.',
    });
  }
  if (lessonId !== undefined) await lessons.check(uploader, lessonId);
  if (replaces === undefined) return undefined;
  return await requireRight({ videos: work.context.videos, access }, uploader, replaces, 'delete');
}

function replacing(before: Video | undefined): { replacesId?: string } {
  return before ? { replacesId: before.id } : {};
}

async function noteReplacing({ audit }: UploadHosts, actor: Principal, before: Video | undefined): Promise<void> {
  if (!before) return;
  const subject = { kind: 'video', id: before.id, name: before.title };
  await audit.record({ actor, action: 'video.replace', subject });
}

function ownerOf(uploader: Principal): { ownerId?: string } {
  return uploader.kind === 'anonymous' ? {} : { ownerId: uploader.id };
}

/** Uploads that are the source of a video already; the tus server answers for them. */
async function finishedSize({ videos, replacements }: WorkContext, id: string): Promise<number | undefined> {
  const video = await videos.find(id);
  if (!video) return await replacements.handedOverBytes(id);
  return video.state !== 'uploading' ? video.sizeBytes : undefined;
}

/** One of several servers is asked for an upload that another one has while that one is away. */
async function isElsewhere({ videos, settings }: WorkContext, awaited: AwaitedUploads, id: string): Promise<boolean> {
  if (settings.hasOthers !== true) return false;
  const video = await videos.find(id);
  return video?.state === 'uploading' && video.directUploadId === undefined && awaited.mayComeBack(id);
}
