import os from 'node:os';
import path from 'node:path';

import { hasForwarder } from '../../adapters/process-runner/forwarder.ts';
import { fileSourceHead } from '../../adapters/source/file-source-head.ts';
import { servedSourceHead } from '../../adapters/source/served-source-head.ts';
import { startSourceServer } from '../../adapters/source/source-server.ts';
import { createStoredSourceFiles } from '../../adapters/source/stored-source-files.ts';
import { withSources } from '../../adapters/source/with-sources.ts';
import { removeWorkOfTheDead } from '../../adapters/temporary-files/remove-work-of-the-dead.ts';
import { createLocalSourceFiles } from '../../adapters/upload-server/local-source-files.ts';
import type { Logger } from '../../kernel/logger.ts';
import type { MediaTools } from '../../ports/media-tools.ts';
import type { SourceFiles } from '../../ports/source-files.ts';
import type { SourceHead } from '../../ports/source-head.ts';
import type { OpenStores } from './open-stores.ts';

/** Where sources are, and what reads them there. */
export interface OpenSources {
  readonly sources: SourceFiles;
  readonly head: SourceHead;
  readonly tools: MediaTools;
  /** Parent of the folders that live while a video is in work. */
  readonly workRoot: string;
  close(): Promise<void>;
}

/** Sources in the bucket, read through this machine's source-reader; or on the disk, where there is no bucket. */
export async function openSources(
  { sourceStore: objects }: Pick<OpenStores, 'sourceStore'>,
  folders: { readonly uploads: string; readonly media: string; readonly work: string },
  tools: MediaTools,
  logger: Logger,
): Promise<OpenSources> {
  const { uploads, work } = folders;
  if (!objects) {
    const originals = path.join(folders.media, 'originals');
    const sources = createLocalSourceFiles({ uploads, originals, work });
    return { sources, head: fileSourceHead, tools, workRoot: work, close: async () => {} };
  }
  const { confinement } = await tools.inspect();
  const isForwarded = confinement === 'bubblewrap' && hasForwarder();
  const server = await startSourceServer({ objects, logger, hasForwarder: isForwarded });
  // Processes on one machine may share the data folder: none removes what another one works in.
  const workRoot = path.join(work, `${os.hostname()}-${process.pid}`);
  await removeWorkOfTheDead(work, os.hostname());
  return {
    sources: createStoredSourceFiles({ uploadsFolder: uploads, objects, server }),
    head: servedSourceHead(server),
    tools: withSources(tools, server),
    workRoot,
    close: async () => await server.close(),
  };
}
