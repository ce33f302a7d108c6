import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';

import { AppError } from '../../kernel/app-error.ts';
import { isId } from '../../kernel/ids.ts';
import type { SourceFiles } from '../../ports/source-files.ts';

/** The user's name for a file never becomes part of a path: every source has the same name in a folder of its own. */
const SOURCE_FILE_NAME = 'source.bin';

/**
 * Uploads in one folder, sources in another on the same disk, so that a finished upload is only renamed. Rewritten sources
 * stay in the folder of their video in `workFolder`.
 */
export function createLocalSourceFiles(folders: {
  readonly uploads: string;
  readonly originals: string;
  readonly work: string;
}): SourceFiles {
  const { uploads: uploadsFolder, originals: originalsFolder, work: workFolder } = folders;
  const uploadFile = (videoId: string): string => path.join(uploadsFolder, checked(videoId));
  const sourceFolder = (videoId: string): string => path.join(originalsFolder, checked(videoId));
  const localPath = (videoId: string): string => path.join(sourceFolder(videoId), SOURCE_FILE_NAME);
  const workOf = (videoId: string): string => path.join(workFolder, checked(videoId));
  return {
    async open(videoId, rewrittenFile) {
      const file = rewrittenFile === undefined ? localPath(videoId) : path.join(workOf(videoId), rewrittenFile);
      if (!(await stat(file).catch(ifMissing))) {
        throw new AppError('SOURCE_MISSING', { message: 'The source of this video is not stored any more.' });
      }
      return { path: file, close: () => undefined };
    },
    async keepRewritten(videoId, file) {
      return await Promise.resolve({ name: path.relative(workOf(videoId), file), isMoved: false });
    },
    async removeRewritten(videoId, name = '') {
      // It lies in the private folder of the run that wrote it.
      const [folder = ''] = name.split(path.sep);
      await rm(path.join(workOf(videoId), folder), { recursive: true, force: true });
    },
    async storedBytes(videoId) {
      return (await stat(localPath(videoId)).catch(ifMissing))?.size;
    },
    async receivedBytes(videoId) {
      return (await stat(uploadFile(videoId)).catch(ifMissing))?.size;
    },
    async adopt(videoId) {
      await mkdir(sourceFolder(videoId), { recursive: true });
      try {
        await rename(uploadFile(videoId), localPath(videoId));
      } catch (error) {
        const isDone = isMissing(error) && (await stat(localPath(videoId)).catch(ifMissing));
        if (!isDone) throw error;
      }
      await rm(`${uploadFile(videoId)}.json`, { force: true });
    },
    async sync(videoId) {
      for (const file of [localPath(videoId), sourceFolder(videoId), originalsFolder]) {
        const handle = await open(file, 'r').catch(ifMissing);
        if (!handle) continue; // what is proven needs no source
        try {
          await handle.sync();
        } finally {
          await handle.close();
        }
      }
    },
    async remove(videoId) {
      await rm(uploadFile(videoId), { force: true });
      await rm(`${uploadFile(videoId)}.json`, { force: true });
      await rm(sourceFolder(videoId), { recursive: true, force: true });
    },
  };
}

function checked(videoId: string): string {
  if (!isId(videoId)) throw new Error(`bug: ${JSON.stringify(videoId)} is not an id`);
  return videoId;
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

function ifMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error;
}
