import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';

import { AppError } from '../../kernel/app-error.ts';
import { isId } from '../../kernel/ids.ts';
import type { OpenSource, SourceFiles } from '../../ports/source-files.ts';

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
  const uploadFile = (sourceId: string): string => path.join(uploadsFolder, checked(sourceId));
  const sourceFolder = (sourceId: string): string => path.join(originalsFolder, checked(sourceId));
  const localPath = (sourceId: string): string => path.join(sourceFolder(sourceId), SOURCE_FILE_NAME);
  const workOf = (videoId: string): string => path.join(workFolder, checked(videoId));
  return {
    open: async (sourceId) => await opened(localPath(sourceId)),
    openRewritten: async (videoId, name) => await opened(path.join(workOf(videoId), name)),
    async keepRewritten(videoId, file) {
      return await Promise.resolve({ name: path.relative(workOf(videoId), file), isMoved: false });
    },
    async removeRewritten(videoId, name = '') {
      // It lies in the private folder of the run that wrote it.
      const [folder = ''] = name.split(path.sep);
      await rm(path.join(workOf(videoId), folder), { recursive: true, force: true });
    },
    async storedBytes(sourceId) {
      return (await stat(localPath(sourceId)).catch(ifMissing))?.size;
    },
    async receivedBytes(sourceId) {
      return (await stat(uploadFile(sourceId)).catch(ifMissing))?.size;
    },
    async adopt(sourceId) {
      await mkdir(sourceFolder(sourceId), { recursive: true });
      try {
        await rename(uploadFile(sourceId), localPath(sourceId));
      } catch (error) {
        const isDone = isMissing(error) && (await stat(localPath(sourceId)).catch(ifMissing));
        if (!isDone) throw error;
      }
      await rm(`${uploadFile(sourceId)}.json`, { force: true });
    },
    async sync(sourceId) {
      for (const file of [localPath(sourceId), sourceFolder(sourceId), originalsFolder]) {
        const handle = await open(file, 'r').catch(ifMissing);
        if (!handle) continue; // what is proven needs no source
        try {
          await handle.sync();
        } finally {
          await handle.close();
        }
      }
    },
    async remove(sourceId) {
      await rm(uploadFile(sourceId), { force: true });
      await rm(`${uploadFile(sourceId)}.json`, { force: true });
      await rm(sourceFolder(sourceId), { recursive: true, force: true });
    },
    async removeSource(sourceId) {
      await rm(sourceFolder(sourceId), { recursive: true, force: true });
    },
  };
}

async function opened(file: string): Promise<OpenSource> {
  if (!(await stat(file).catch(ifMissing))) {
    throw new AppError('SOURCE_MISSING', { message: 'The source of this video is not stored any more.' });
  }
  return { path: file, close: () => undefined };
}

function checked(id: string): string {
  if (!isId(id)) throw new Error(`bug: ${JSON.stringify(id)} is not an id`);
  return id;
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

function ifMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error;
}
