import { PUBLIC_FOLDER } from '../videos/revision.ts';
import { parseMediaPath } from './media-path.ts';

/** Segments, inits and media playlists never change under their address; master and manifest are asked for anew. */
export const FOR_EVER = 'public, max-age=31536000, immutable';
/** A CDN asks its bucket again each hour: what is not public any more is gone from there. Who has it may keep it. */
const PUBLIC_FOR_EVER = 'public, max-age=31536000, s-maxage=3600, immutable';
/** For what is rewritten when a video is ready. */
export const ASK_AGAIN = 'no-cache';

/** The same for an address that was made for one viewer: no cache between may keep it for others. */
export function privately(cacheControl: string): string {
  return `private, ${cacheControl.replace(/^public, /, '')}`;
}

/** What an object is served with by a store or CDN of its own; what no player asks for is nobody's business. */
export function objectHeaders(key: string): { contentType: string; cacheControl: string } {
  const isPublic = key.startsWith(PUBLIC_FOLDER);
  const path = isPublic || key.startsWith('hls/') ? parseMediaPath(key.slice(key.indexOf('/') + 1)) : undefined;
  if (!path || path.kind === 'original')
    return { contentType: 'application/octet-stream', cacheControl: 'private, no-store' };
  if (isPublic && path.kind !== 'root') return { contentType: path.contentType, cacheControl: PUBLIC_FOR_EVER };
  return { contentType: path.contentType, cacheControl: path.kind === 'root' ? ASK_AGAIN : FOR_EVER };
}
