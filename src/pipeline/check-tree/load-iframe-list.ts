import type { MediaPlaylist } from '../../media/hls/playlist.ts';
import type { IframeListFacts, RenditionFacts } from '../../media/rules/tree-facts.ts';
import { loadMediaPlaylist, type RenditionSource } from './load-rendition.ts';
import type { TreeFiles } from './tree-files.ts';
import type { TreeReader } from './tree-reader.ts';

/** Reads an I-frame playlist and finds, for each entry that begins where a known segment does, the end of its key frame. */
export async function loadIframeList(
  uri: string,
  entryPath: string,
  reader: TreeReader,
  files: TreeFiles,
  sources: readonly RenditionSource[],
  renditions: readonly RenditionFacts[],
): Promise<IframeListFacts> {
  const path = reader.resolve(entryPath, uri);
  const playlist = await loadMediaPlaylist({ path, uri }, files);
  if ('fault' in playlist) return { id: uri, uri, faults: [playlist.fault], keyFrameEndBytes: [] };
  const known = keyFramesByPlace(reader, sources, renditions);
  let id: string | undefined;
  const keyFrameEndBytes = playlist.segments.map((entry) => {
    const found = known.get(placeOf(reader, path ?? '', entry));
    id ??= found?.renditionId;
    return found?.endBytes;
  });
  return { id: id ?? uri, uri, playlist, faults: [], keyFrameEndBytes };
}

interface KnownKeyFrame {
  readonly renditionId: string;
  /** In the file. */
  readonly endBytes: number;
}

function keyFramesByPlace(
  reader: TreeReader,
  sources: readonly RenditionSource[],
  renditions: readonly RenditionFacts[],
): Map<string, KnownKeyFrame> {
  const known = new Map<string, KnownKeyFrame>();
  for (const [i, rendition] of renditions.entries()) {
    const fromPath = sources[i]?.path;
    for (const [k, entry] of (rendition.playlist?.segments ?? []).entries()) {
      const endBytes = rendition.segments[k]?.video?.keyFrameEndBytes;
      if (endBytes === undefined || fromPath === undefined) continue;
      const endInFile = (entry.byteRange?.start ?? 0) + endBytes;
      known.set(placeOf(reader, fromPath, entry), { renditionId: rendition.id, endBytes: endInFile });
    }
  }
  return known;
}

/** File and first byte. */
function placeOf(reader: TreeReader, fromPath: string, entry: MediaPlaylist['segments'][number]): string {
  return `${reader.resolve(fromPath, entry.uri)}\n${entry.byteRange?.start ?? 0}`;
}
