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

/** Under which ids media lie. */
export interface MediaIds {
  readonly videoIds: ReadonlySet<string>;
  /** Of uploads that brought another file for a video. */
  readonly sourceIds: ReadonlySet<string>;
}

/** Tables that name the uploads which brought other files. */
const TABLES_WITH_SOURCES = new Set(['videos', 'reencodes', 'retired_sources']);

/** What rows of any table say of uploads that brought another file for a video. */
export function sourceIdsIn({ table, rows }: { readonly table: string; readonly rows: readonly string[] }): string[] {
  if (!TABLES_WITH_SOURCES.has(table)) return [];
  return rows.flatMap((row) => (JSON.parse(row) as { source_id?: string | null }).source_id ?? []);
}

/** Prefixes of everything that is wanted; by video, so that no list of all of them is ever in memory. */
export function* wantedPrefixes({ videoIds, sourceIds }: MediaIds, choice: MediaChoice): Generator<string> {
  for (const id of new Set([...videoIds, ...(choice.originals ? sourceIds : [])])) {
    if (choice.originals) yield `originals/${id}/`;
    if (choice.renditions && videoIds.has(id)) yield `hls/${id}/`;
  }
  if (choice.training) yield 'training/';
}
