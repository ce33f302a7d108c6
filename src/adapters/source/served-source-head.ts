import type { SourceHead } from '../../ports/source-head.ts';
import { fileSourceHead } from './file-source-head.ts';
import { readSourceHead } from './read-source-head.ts';
import type { SourceServer } from './source-server.ts';

/** The beginning of a source that a source server has opened, or of a local file. */
export function servedSourceHead(server: SourceServer): SourceHead {
  return async (sourcePath, signal) => {
    const source = server.find(sourcePath);
    if (!source) return await fileSourceHead(sourcePath);
    return await readSourceHead((offset, length) => source.readAt(offset, length, signal), source.sizeBytes);
  };
}
