/** Name of a segment's file inside its rendition's folder: `segment_00042.m4s`. */
export function segmentFileName(index: number): string {
  return `segment_${String(index).padStart(5, '0')}.m4s`;
}

/** Name of the init segment inside a rendition's folder. */
export const INIT_FILE_NAME = 'init.mp4';

/** Name of the media playlist inside a rendition's folder. */
export const PLAYLIST_FILE_NAME = 'playlist.m3u8';

/** Name of the I-frame playlist inside a rendition's folder. */
export const IFRAME_PLAYLIST_FILE_NAME = 'iframes.m3u8';

/** Name of the multivariant playlist. */
export const MASTER_FILE_NAME = 'master.m3u8';

/** Name of the DASH manifest. */
export const MANIFEST_FILE_NAME = 'manifest.mpd';
