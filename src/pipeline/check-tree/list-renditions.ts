import type { MasterPlaylist } from '../../media/hls/playlist.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { RenditionSource } from './load-rendition.ts';
import type { TreeReader } from './tree-reader.ts';

/** More playlists than this are no ladder but a trap. */
const MAX_RENDITIONS = 200;

const KINDS: Readonly<Record<string, RenditionSource['claimedKind']>> = {
  AUDIO: 'audio',
  VIDEO: 'video',
  SUBTITLES: 'subtitles',
};

/**
 * Every media playlist that a master names, each once: variants first, then EXT-X-MEDIA. Without a master the entry itself.
 * Throws AppError STREAM_INVALID above 200.
 */
export function listRenditions(
  master: MasterPlaylist | undefined,
  entryPath: string,
  reader: TreeReader,
): RenditionSource[] {
  if (!master) return [{ id: idOf(entryPath, []), uri: entryPath, path: entryPath, claimedKind: 'unknown' }];
  const sources: RenditionSource[] = [];
  const add = (uri: string, claimedKind: RenditionSource['claimedKind']): void => {
    if (sources.some((source) => source.uri === uri)) return;
    if (sources.length >= MAX_RENDITIONS) {
      throw new AppError('STREAM_INVALID', { message: `${entryPath} names more than ${MAX_RENDITIONS} playlists.` });
    }
    sources.push({ id: idOf(uri, sources), uri, path: reader.resolve(entryPath, uri), claimedKind });
  };
  for (const { uri } of master.variants) add(uri, 'unknown');
  for (const { uri, type } of master.media) if (uri !== undefined) add(uri, KINDS[type] ?? 'unknown');
  return sources;
}

/** The playlist's folder (`720p`), or its own name where several lie in one folder. */
function idOf(uri: string, others: readonly RenditionSource[]): string {
  const parts = (uri.split(/[?#]/, 1)[0] ?? uri).split('/').filter((part) => part !== '');
  const file = parts.at(-1)?.replace(/\.m3u8?$/i, '') ?? uri;
  const folder = parts.at(-2);
  const candidates = [folder, file, folder && `${folder}/${file}`, uri];
  const isFree = (id: string): boolean => others.every((other) => other.id !== id);
  return candidates.find((id) => id !== undefined && id !== '.' && id !== '..' && isFree(id)) ?? uri;
}
