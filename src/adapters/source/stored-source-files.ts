import { rm, stat } from 'node:fs/promises';
import path from 'node:path';

import { isId, newId } from '../../kernel/ids.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import type { SourceFiles } from '../../ports/source-files.ts';
import type { FileStore } from '../object-store/s3/store-file.ts';
import type { SourceServer } from './source-server.ts';

/** How names of rewritten sources begin, in the folder of their video. */
const REWRITTEN = 'rewritten-';

/** Sources in the bucket, under their final key; uploads that are not whole yet lie on the disk of the server that gets them. */
export function createStoredSourceFiles(options: {
  readonly uploadsFolder: string;
  readonly objects: ObjectStore & FileStore;
  readonly server: SourceServer;
}): SourceFiles {
  const { uploadsFolder, objects, server } = options;
  const uploadFile = (videoId: string): string => path.join(uploadsFolder, checked(videoId));
  const folderKey = (videoId: string): string => `originals/${checked(videoId)}/`;
  const sourceKey = (videoId: string): string => `${folderKey(videoId)}source.bin`;
  /** The upload's last request and upkeep may both find that it is whole. */
  const adopting = new Map<string, { readonly done: Promise<void>; readonly abort: AbortController }>();

  const adopt = async (videoId: string, signal: AbortSignal): Promise<void> => {
    const file = uploadFile(videoId);
    const received = await stat(file).catch(ifMissing);
    if (!received && !(await objects.stat(sourceKey(videoId)))) throw new Error(`bug: no upload ${videoId}`);
    if (received) await objects.storeFile(sourceKey(videoId), file, signal);
    await rm(file, { force: true });
    await rm(`${file}.json`, { force: true });
  };

  return {
    open: async (sourceId) => await server.open(sourceKey(sourceId)),
    openRewritten: async (videoId, name) => await server.open(`${folderKey(videoId)}${name}`),
    async keepRewritten(videoId, file) {
      const name = `${REWRITTEN}${newId()}.bin`;
      await objects.storeFile(`${folderKey(videoId)}${name}`, file);
      return { name, isMoved: true };
    },
    async removeRewritten(videoId, name) {
      const prefix = `${folderKey(videoId)}${name ?? REWRITTEN}`;
      for await (const { key } of objects.list(prefix)) {
        await objects.delete(key);
        server.forget(key);
      }
      // Of a process that was killed while it stored one.
      await objects.dropUnfinished(prefix);
    },
    async storedBytes(videoId) {
      return (await objects.stat(sourceKey(videoId)))?.sizeBytes;
    },
    async receivedBytes(videoId) {
      return (await stat(uploadFile(videoId)).catch(ifMissing))?.size;
    },
    async adopt(videoId) {
      const known = adopting.get(videoId);
      if (known) return await known.done;
      const abort = new AbortController();
      const done = adopt(videoId, abort.signal).finally(() => adopting.delete(videoId));
      adopting.set(videoId, { done, abort });
      await done;
    },
    async sync() {
      // a store answers when the bytes are safe
    },
    async remove(videoId) {
      const storing = adopting.get(videoId);
      storing?.abort.abort();
      await storing?.done.catch(() => undefined); // told to whoever asked for it
      await rm(uploadFile(videoId), { force: true });
      await rm(`${uploadFile(videoId)}.json`, { force: true });
      // Unfinished ones first: what is joined meanwhile is an object then, and goes with the others.
      await objects.dropUnfinished(folderKey(videoId));
      await objects.deletePrefix(folderKey(videoId));
      server.forget(sourceKey(videoId));
    },
    async removeSource(sourceId) {
      await objects.delete(sourceKey(sourceId));
      server.forget(sourceKey(sourceId));
    },
  };
}

function checked(videoId: string): string {
  if (!isId(videoId)) throw new Error(`bug: ${JSON.stringify(videoId)} is not an id`);
  return videoId;
}

function ifMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}
