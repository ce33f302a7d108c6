import { MediaError } from '../media-error.ts';
import type { Playlist } from './playlist.ts';
import { playlistLines } from './playlist-lines.ts';
import { readMasterPlaylist } from './read-master-playlist.ts';
import { readMediaPlaylist } from './read-media-playlist.ts';

const MASTER_TAGS = new Set(['EXT-X-STREAM-INF', 'EXT-X-I-FRAME-STREAM-INF', 'EXT-X-MEDIA']);
const MEDIA_TAGS = new Set(['EXTINF', 'EXT-X-TARGETDURATION', 'EXT-X-ENDLIST', 'EXT-X-MEDIA-SEQUENCE', 'EXT-X-MAP']);

/**
 * Reads any HLS playlist (RFC 8216): multivariant or media, I-frame playlists too. Unknown tags are passed over.
 *
 * Throws MediaError with the line number for text that is no playlist, that mixes tags of both kinds, or that cannot be
 * followed (a segment without EXTINF, a broken attribute list). Missing or senseless values are undefined instead: judging
 * them is for the rules.
 */
export function readPlaylist(text: string): Playlist {
  const lines = playlistLines(text);
  const master = lines.find((line) => line.kind === 'tag' && MASTER_TAGS.has(line.name));
  const media = lines.find((line) => line.kind === 'tag' && MEDIA_TAGS.has(line.name));
  if (master && media) {
    const later = Math.max(master.lineNumber, media.lineNumber);
    throw new MediaError(`playlist line ${later}: wanted tags of one kind of playlist, got both kinds`);
  }
  if (master) return readMasterPlaylist(lines);
  if (media) return readMediaPlaylist(lines);
  throw new MediaError('playlist: wanted variants or segments, got neither');
}
