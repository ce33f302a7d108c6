import path from 'node:path';

import { createFolderObjectStore } from '../../adapters/object-store/folder-object-store.ts';
import type { Config } from '../../config/settings.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import { openS3 } from '../serve/open-s3.ts';

/** What of the media is wanted. */
export interface MediaChoice {
  readonly originals: boolean;
  readonly renditions: boolean;
  readonly training: boolean;
}

/** Opens what holds the media of an installation: the bucket, or the data folder's own. */
export function openMedia(config: Config): { readonly objects: ObjectStore; close(): void } {
  const s3 = openS3(config);
  const folder = path.join(path.resolve(config.dataFolder), 'media');
  return { objects: s3 ?? createFolderObjectStore(folder), close: () => s3?.close() };
}

/** Prefixes of everything that is wanted; by video, so that no list of all of them is ever in memory. */
export function* wantedPrefixes(videoIds: Iterable<string>, choice: MediaChoice): Generator<string> {
  for (const id of videoIds) {
    if (choice.originals) yield `originals/${id}/`;
    if (choice.renditions) yield `hls/${id}/`;
  }
  if (choice.training) yield 'training/';
}
