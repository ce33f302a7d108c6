import type { ByteRange, ObjectStore } from '../../ports/object-store.ts';
import { MASTER_FILE_NAME } from '../../media/plan/names.ts';
import type { TreeAnswer, TreeReader } from '../check-tree/tree-reader.ts';
import { readAhead } from './read-ahead.ts';

/**
 * Reads a published tree back from the object store it was written to. `rootPrefix` is empty or ends in `/`; `segmentKeys`:
 * those of each rendition, which are read ahead.
 */
export function createObjectTreeReader(
  objects: Pick<ObjectStore, 'get'>,
  rootPrefix: string,
  segmentKeys: readonly (readonly string[])[],
): TreeReader {
  const get = readAhead(objects, segmentKeys);
  return {
    transport: 'folder',
    findEntry: async () => MASTER_FILE_NAME,
    resolve(fromPath, uri) {
      // Our own playlists name plain relative paths: no scheme, no query, nothing above the root.
      const resolved = new URL(uri, `tree:/${fromPath}`);
      return resolved.protocol === 'tree:' ? decodeURIComponent(resolved.pathname.slice(1)) : undefined;
    },
    async read(path, range): Promise<TreeAnswer> {
      const bytes = await get(`${rootPrefix}${path}`);
      if (!bytes) return { fault: 'is missing' };
      return range ? cut(bytes, range) : { bytes };
    },
  };
}

function cut(bytes: Uint8Array, range: ByteRange): TreeAnswer {
  if (range.end > bytes.length) return { fault: `has ${bytes.length} bytes, fewer than ${range.end}` };
  return { bytes: bytes.subarray(range.start, range.end) };
}
