import { parseMediaPath } from './media-path.ts';

/** Segments, inits and media playlists never change under their address; master and manifest are asked for anew. */
export const FOR_EVER = 'public, max-age=31536000, immutable';
/** For what is rewritten when a video is ready. */
export const ASK_AGAIN = 'no-cache';

/** The same for an address that was made for one viewer: no cache between may keep it for others. */
export function privately(cacheControl: string): string {
  return `private, ${cacheControl.replace(/^public, /, '')}`;
}

/** What an object is served with by a store or CDN of its own; what no player asks for is nobody's business. */
export function objectHeaders(key: string): { contentType: string; cacheControl: string } {
  const path = key.startsWith('hls/') ? parseMediaPath(key.slice('hls/'.length)) : undefined;
  if (!path || path.kind === 'original')
    return { contentType: 'application/octet-stream', cacheControl: 'private, no-store' };
  return { contentType: path.contentType, cacheControl: path.kind === 'root' ? ASK_AGAIN : FOR_EVER };
}
