import type { Rational } from '../rational.ts';
import { toNumber } from '../rational.ts';
import { writeAttributeList } from './attribute-list.ts';
import { extinfDurations } from './extinf.ts';

/** Name of a transport stream segment: `segment_042.ts`. */
export function classicSegmentFileName(index: number): string {
  return `segment_${String(index).padStart(3, '0')}.ts`;
}

/** One rendition of the classic tree, its sound muxed in. */
export interface ClassicVariant {
  /** Relative to the master playlist, such as `360p/playlist.m3u8`. */
  readonly uri: string;
  readonly peakBps: number;
  readonly averageBps: number;
  /** Of picture and sound, such as `['avc1.64001e', 'mp4a.40.2']`. */
  readonly codecs: readonly string[];
  readonly width: number;
  readonly height: number;
  readonly frameRate: Rational;
}

/**
 * A version 3 media playlist of transport stream segments that begin and end at these times (seconds, ascending; one
 * boundary more than there are segments).
 */
export function writeClassicMediaPlaylist(boundarySeconds: readonly Rational[]): string {
  const durations = extinfDurations(boundarySeconds);
  // RFC 8216, 4.3.3.1: every EXTINF, rounded to the nearest integer, is at most the target duration.
  const target = Math.max(1, ...durations.map((seconds) => Math.round(Number(seconds))));
  const lines = [
    '#EXTM3U',
    '#EXT-X-VERSION:3',
    `#EXT-X-TARGETDURATION:${target}`,
    '#EXT-X-MEDIA-SEQUENCE:0',
    '#EXT-X-PLAYLIST-TYPE:VOD',
    '#EXT-X-INDEPENDENT-SEGMENTS',
  ];
  for (const [i, seconds] of durations.entries()) lines.push(`#EXTINF:${seconds},`, classicSegmentFileName(i));
  lines.push('#EXT-X-ENDLIST', '');
  return lines.join('\n');
}

/** The version 3 multivariant playlist of the classic tree, in the order given: the default first. */
export function writeClassicMasterPlaylist(variants: readonly ClassicVariant[]): string {
  const lines = ['#EXTM3U', '#EXT-X-VERSION:3', '#EXT-X-INDEPENDENT-SEGMENTS'];
  for (const variant of variants) {
    const attributes = writeAttributeList({
      BANDWIDTH: Math.ceil(variant.peakBps),
      'AVERAGE-BANDWIDTH': Math.ceil(variant.averageBps),
      CODECS: { quoted: variant.codecs.join(',') },
      RESOLUTION: `${variant.width}x${variant.height}`,
      'FRAME-RATE': toNumber(variant.frameRate).toFixed(3),
      'CLOSED-CAPTIONS': 'NONE',
    });
    lines.push(`#EXT-X-STREAM-INF:${attributes}`, variant.uri);
  }
  lines.push('');
  return lines.join('\n');
}
