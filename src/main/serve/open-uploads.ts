import type { Principal } from '../../accounts/principal.ts';
import { createTusUploadServer, type UploadServer } from '../../adapters/upload-server/tus-upload-server.ts';
import { originalKey } from '../../delivery/media-path.ts';
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
import type { OpenWork } from './open-work.ts';

/** Makes AppErrors of a store's errors: the tus server hands on nothing else. */
type OrOutage = <T>(work: Promise<T>) => Promise<T>;

/** What both ways of uploading stand on. */
interface UploadHosts {
  readonly work: Pick<OpenWork, 'context' | 'folders' | 'partUploads'>;
  readonly lessons: LessonUploads;
  readonly orOutage: OrOutage;
}

/** Uploads through this server: tus. */
export function openTusUploads({ work, lessons, orOutage }: UploadHosts): UploadServer {
  const { context, folders } = work;
  return createTusUploadServer({
    path: UPLOADS_PATH,
    folder: folders.uploads,
    maxUploadBytes: (uploader) => limitsOf(uploader, context.settings.limits).maxUploadBytes,
    expiryMs: context.settings.uploadExpiryMs,
    hooks: {
      begin: async (upload, uploader) => {
        const { lessonId, id } = upload;
        if (lessonId !== undefined) await orOutage(lessons.check(uploader, lessonId));
        await orOutage(beginUpload(context, { ...upload, ...ownerOf(uploader) }));
        if (lessonId !== undefined) await orOutage(lessons.attach(lessonId, id));
      },
      finish: async (id, sizeBytes) => await orOutage(finishUpload(context, id, sizeBytes)),
      abandon: async (id) => await orOutage(deleteVideo(context, id)),
      finishedSize: async (id) => await orOutage(finishedSize(context, id)),
    },
  });
}

/** Uploads straight to the bucket; undefined where they are off. */
export async function openDirectUploads(
  { work, lessons }: UploadHosts,
  isOn: boolean,
): Promise<DirectUploadParts | undefined> {
  const { context, partUploads } = work;
  if (!isOn || !partUploads) return undefined;
  const uploads = createDirectUploads(context, partUploads, originalKey);
  return {
    ...uploads,
    address: await partUploads.address(),
    begin: async ({ fileName, title, sizeBytes, lessonId }, uploader) => {
      if (lessonId !== undefined) await lessons.check(uploader, lessonId);
      const named = { fileName, ...(title !== undefined && { title }) };
      const begun = await uploads.begin({ id: newId(), ...named, sizeBytes, ...ownerOf(uploader) });
      if (lessonId !== undefined) await lessons.attach(lessonId, begun.id);
      return begun;
    },
  };
}

function ownerOf(uploader: Principal): { ownerId?: string } {
  return uploader.kind === 'anonymous' ? {} : { ownerId: uploader.id };
}

/** Uploads that are the source of a video already; the tus server answers for them. */
async function finishedSize({ videos }: WorkContext, id: string): Promise<number | undefined> {
  const video = await videos.find(id);
  return video && video.state !== 'uploading' ? video.sizeBytes : undefined;
}
