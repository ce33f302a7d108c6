import { isId } from '../kernel/ids.ts';
import {
  INIT_FILE_NAME,
  IFRAME_PLAYLIST_FILE_NAME,
  MANIFEST_FILE_NAME,
  MASTER_FILE_NAME,
  PLAYLIST_FILE_NAME,
} from '../media/plan/names.ts';
import { IMAGES_FOLDER, revisionPrefixes, videoPrefix } from '../videos/revision.ts';

/** What a path under /v/ asks for. Only these shapes exist, so a path can never lead out of its video. */
export type MediaPath = StreamPath | OriginalPath;

/** The file as it was uploaded: where it lies, only the row of the video knows. */
export interface OriginalPath {
  readonly kind: 'original';
  readonly videoId: string;
}

/** A part of a stream. */
export interface StreamPath {
  readonly videoId: string;
  /** Where it is stored. */
  readonly key: string;
  readonly contentType: string;
  /** `root`: changes at ready. `playlist` and `file`: never change. `cell`: may be empty still. */
  readonly kind: 'root' | 'playlist' | 'file' | 'cell';
  readonly cell?: { readonly revisionId: string; readonly renditionId: string; readonly segmentIndex: number };
}

/** H18 of hls-rules.md (Apple 10.1, 10.4; RFC 8216, 4; ISO/IEC 23009-1, C.1). */
const HLS_TYPE = 'application/vnd.apple.mpegurl';
const ROOT_TYPES = new Map([
  [MASTER_FILE_NAME, HLS_TYPE],
  [MANIFEST_FILE_NAME, 'application/dash+xml'],
]);
const IMAGE = /^[a-z][a-z0-9-]{0,60}\.jpg$/;
const RENDITION = /^[a-z0-9][a-z0-9-]{0,40}$/;
const SEGMENT = /^segment_(\d{5,7})\.m4s$/;

/** Last part of the address of a source. */
export const ORIGINAL_NAME = 'original';

/** Where the file of an upload is stored (`sourceIdOf` a video), on the disk as in a bucket. */
export function originalKey(sourceId: string): string {
  return `originals/${sourceId}/source.bin`;
}

/** Reads the part of an address after `/v/`; undefined for anything that is not one of ours. */
export function parseMediaPath(path: string): MediaPath | undefined {
  const [videoId = '', first = '', ...rest] = path.split('/');
  if (!isId(videoId)) return undefined;
  const rootType = ROOT_TYPES.get(first);
  if (rootType && rest.length === 0)
    return { videoId, key: `${videoPrefix(videoId)}${first}`, contentType: rootType, kind: 'root' };
  if (first === ORIGINAL_NAME && rest.length === 0) return { videoId, kind: 'original' };
  if (!isId(first) || rest.length !== 2) return undefined;
  const [folder = '', file = ''] = rest;
  const key = `${revisionPrefixes(videoId, first).prefix}${folder}/${file}`;
  if (folder === IMAGES_FOLDER) {
    return IMAGE.test(file) ? { videoId, key, contentType: 'image/jpeg', kind: 'file' } : undefined;
  }
  if (!RENDITION.test(folder)) return undefined;
  if (file === PLAYLIST_FILE_NAME || file === IFRAME_PLAYLIST_FILE_NAME) {
    return { videoId, key, contentType: HLS_TYPE, kind: 'playlist' };
  }
  if (file === INIT_FILE_NAME) return { videoId, key, contentType: 'video/mp4', kind: 'file' };
  const [, digits] = SEGMENT.exec(file) ?? [];
  if (digits === undefined) return undefined;
  const cell = { revisionId: first, renditionId: folder, segmentIndex: Number(digits) };
  return { videoId, key, contentType: 'video/iso.segment', kind: 'cell', cell };
}
