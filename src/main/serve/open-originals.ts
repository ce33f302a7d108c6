import { readSourceHead } from '../../adapters/source/read-source-head.ts';
import { originalKey } from '../../delivery/media-path.ts';
import { createOriginalFiles, type OriginalFiles } from '../../delivery/original-files.ts';
import type { ObjectStore } from '../../ports/object-store.ts';

/** Sources of failed videos, read where they are stored: an outage ends a question here, instead of letting it wait. */
export function openOriginals(objects: Pick<ObjectStore, 'stat' | 'read'>): OriginalFiles {
  return createOriginalFiles(async (sourceId, sizeBytes) => {
    const key = originalKey(sourceId);
    const info = await objects.stat(key);
    if (info?.sizeBytes !== sizeBytes) return undefined;
    const readAt = async (offset: number, length: number): Promise<Buffer> => {
      const end = Math.min(offset + length, sizeBytes);
      if (end <= offset) return Buffer.alloc(0);
      const pieces: Uint8Array[] = [];
      for await (const piece of await objects.read(key, { start: offset, end })) pieces.push(piece);
      return Buffer.concat(pieces);
    };
    return await readSourceHead(readAt, sizeBytes);
  });
}
