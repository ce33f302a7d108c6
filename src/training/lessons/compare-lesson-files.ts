import type { ObjectStore } from '../../ports/object-store.ts';
import { POSTERS_FOLDER, posterKey } from '../posters/poster-files.ts';
import { attachmentFolder, ATTACHMENTS_FOLDER } from './attachment-files.ts';
import type { LessonFileStore } from './lesson-file-store.ts';

/** A file of lessons or courses on which tables and storage do not agree. */
export interface LessonFileDifference {
  /** What is there or lacks, for a person. */
  readonly message: string;
  /** Makes the two agree; absent where only a person can. */
  readonly mend?: () => Promise<void>;
  /** What a person can do. */
  readonly byHand?: string;
}

const UPLOAD_AGAIN = 'Upload it again in the lesson.';

/** Attachments and posters without a row, and rows without their bytes. Nobody may be at work meanwhile. */
export async function* compareLessonFiles(
  objects: Pick<ObjectStore, 'list' | 'deletePrefix' | 'delete'>,
  lessonFiles: Pick<LessonFileStore, 'stored'>,
): AsyncIterable<LessonFileDifference> {
  const { attachments, posterFiles } = await lessonFiles.stored();
  const sizes = new Map<string, number>();
  for await (const { key, sizeBytes } of objects.list(ATTACHMENTS_FOLDER)) {
    const [fileId = ''] = key.slice(ATTACHMENTS_FOLDER.length).split('/');
    sizes.set(fileId, (sizes.get(fileId) ?? 0) + sizeBytes);
  }
  const known = new Set(attachments.map(({ fileId }) => fileId));
  for (const fileId of sizes.keys()) {
    const folder = attachmentFolder(fileId);
    if (known.has(fileId)) continue;
    yield { message: `${folder} belongs to no lesson`, mend: async () => await objects.deletePrefix(folder) };
  }
  for (const { fileId, fileName, sizeBytes } of attachments) {
    const found = sizes.get(fileId) ?? 0;
    if (found === sizeBytes) continue;
    const message = `the attachment "${fileName}" has ${found} bytes in ${attachmentFolder(fileId)}, not ${sizeBytes}`;
    yield { message, byHand: UPLOAD_AGAIN };
  }

  const posters = new Set<string>();
  for await (const { key } of objects.list(POSTERS_FOLDER)) posters.add(key.slice(POSTERS_FOLDER.length));
  const wanted = new Set(posterFiles);
  for (const posterFile of posters) {
    const key = posterKey(posterFile);
    if (wanted.has(posterFile)) continue;
    yield { message: `${key} belongs to no lesson and no course`, mend: async () => await objects.delete(key) };
  }
  for (const posterFile of wanted) {
    if (!posters.has(posterFile)) yield { message: `${posterKey(posterFile)} is missing`, byHand: UPLOAD_AGAIN };
  }
}
