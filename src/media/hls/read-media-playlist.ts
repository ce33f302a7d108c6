import { MediaError } from '../media-error.ts';
import { readAttributeList } from './attribute-list.ts';
import type { MediaPlaylist, PlaylistResource, PlaylistSegment } from './playlist.ts';
import { type PlaylistLine, readDecimal, readInteger } from './playlist-lines.ts';

// Ten hours of 2 s segments are 18,000.
const MAX_SEGMENTS = 50_000;

/** Reads the lines of a media playlist. Throws MediaError for a segment without EXTINF and for values it cannot go on without. */
export function readMediaPlaylist(lines: readonly PlaylistLine[]): MediaPlaylist {
  const reader = new MediaPlaylistReader();
  for (const line of lines) {
    if (line.kind === 'uri') reader.addSegment(line.uri, line.lineNumber);
    else reader.readTag(line.name, line.value, `playlist line ${line.lineNumber}`);
  }
  return reader.finish();
}

/** Remembers what tags say until the segment they apply to comes. */
class MediaPlaylistReader {
  readonly #segments: PlaylistSegment[] = [];
  /** Where the last sub-range of each file ended: a BYTERANGE without offset goes on there. */
  readonly #rangeEnds = new Map<string, number>();
  #version = 1;
  #targetDurationSeconds: number | undefined;
  #playlistType: 'VOD' | 'EVENT' | undefined;
  #mediaSequence = 0;
  #hasEnd = false;
  #isIFramesOnly = false;
  #isIndependentSegments = false;
  #durationSeconds: number | undefined;
  #byteRange: { length: number; start: number | undefined } | undefined;
  #map: PlaylistResource | undefined;
  #key: PlaylistSegment['key'];
  #isDiscontinuity = false;
  #isGap = false;

  readTag(name: string, value: string, where: string): void {
    switch (name) {
      case 'EXT-X-VERSION':
        this.#version = readInteger(value) ?? this.#version;
        break;
      case 'EXT-X-TARGETDURATION':
        this.#targetDurationSeconds = readInteger(value);
        break;
      case 'EXT-X-PLAYLIST-TYPE':
        this.#playlistType = value === 'VOD' || value === 'EVENT' ? value : undefined;
        break;
      case 'EXT-X-MEDIA-SEQUENCE':
        this.#mediaSequence = readInteger(value) ?? 0;
        break;
      case 'EXT-X-ENDLIST':
        this.#hasEnd = true;
        break;
      case 'EXT-X-I-FRAMES-ONLY':
        this.#isIFramesOnly = true;
        break;
      case 'EXT-X-INDEPENDENT-SEGMENTS':
        this.#isIndependentSegments = true;
        break;
      case 'EXT-X-DISCONTINUITY':
        this.#isDiscontinuity = true;
        break;
      case 'EXT-X-GAP':
        this.#isGap = true;
        break;
      case 'EXTINF':
        this.#durationSeconds = readDuration(value, where);
        break;
      case 'EXT-X-BYTERANGE':
        this.#byteRange = readByteRange(value, where);
        break;
      case 'EXT-X-MAP':
        this.#map = readMap(value, where);
        break;
      case 'EXT-X-KEY':
        this.#key = readKey(value, where);
        break;
      default:
        break;
    }
  }

  addSegment(uri: string, lineNumber: number): void {
    const where = `playlist line ${lineNumber}`;
    if (this.#durationSeconds === undefined) throw new MediaError(`${where}: wanted EXTINF before ${uri}, got none`);
    if (this.#segments.length >= MAX_SEGMENTS) {
      throw new MediaError(`${where}: wanted at most ${MAX_SEGMENTS} segments, got more`);
    }
    const byteRange = this.#takeByteRange(uri, where);
    this.#segments.push({
      uri,
      durationSeconds: this.#durationSeconds,
      isDiscontinuity: this.#isDiscontinuity,
      isGap: this.#isGap,
      ...(byteRange && { byteRange }),
      ...(this.#map && { map: this.#map }),
      ...(this.#key && { key: this.#key }),
    });
    this.#durationSeconds = undefined;
    this.#isDiscontinuity = false;
    this.#isGap = false;
  }

  finish(): MediaPlaylist {
    return {
      kind: 'media',
      version: this.#version,
      hasEnd: this.#hasEnd,
      isIFramesOnly: this.#isIFramesOnly,
      isIndependentSegments: this.#isIndependentSegments,
      mediaSequence: this.#mediaSequence,
      segments: this.#segments,
      ...(this.#targetDurationSeconds !== undefined && { targetDurationSeconds: this.#targetDurationSeconds }),
      ...(this.#playlistType && { playlistType: this.#playlistType }),
    };
  }

  #takeByteRange(uri: string, where: string): { start: number; end: number } | undefined {
    const range = this.#byteRange;
    this.#byteRange = undefined;
    if (!range) return undefined;
    const start = range.start ?? this.#rangeEnds.get(uri);
    if (start === undefined) throw new MediaError(`${where}: wanted an offset in the first EXT-X-BYTERANGE of ${uri}`);
    const end = start + range.length;
    if (!Number.isSafeInteger(end)) throw new MediaError(`${where}: wanted a byte range below 2^53, got one to ${end}`);
    this.#rangeEnds.set(uri, end);
    return { start, end };
  }
}

function readDuration(value: string, where: string): number {
  const comma = value.indexOf(',');
  const text = (comma < 0 ? value : value.slice(0, comma)).trim();
  const seconds = readDecimal(text);
  if (seconds === undefined) throw new MediaError(`${where}: wanted seconds in EXTINF, got "${text.slice(0, 40)}"`);
  return seconds;
}

function readByteRange(value: string, where: string): { length: number; start: number | undefined } {
  const [lengthText, startText, ...rest] = value.split('@', 3);
  const length = readInteger(lengthText);
  const start = readInteger(startText);
  const isWhole = length !== undefined && (startText === undefined || start !== undefined) && rest.length === 0;
  if (!isWhole) throw new MediaError(`${where}: wanted a byte range like 100@0, got "${value.slice(0, 40)}"`);
  return { length, start };
}

function readMap(value: string, where: string): PlaylistResource {
  const attributes = readAttributeList(value, where);
  const uri = attributes.get('URI');
  if (!uri) throw new MediaError(`${where}: wanted a URI in EXT-X-MAP, got none`);
  const rangeText = attributes.get('BYTERANGE');
  if (rangeText === undefined) return { uri };
  const { length, start = 0 } = readByteRange(rangeText, where);
  const end = start + length;
  if (!Number.isSafeInteger(end)) throw new MediaError(`${where}: wanted a byte range below 2^53, got one to ${end}`);
  return { uri, byteRange: { start, end } };
}

function readKey(value: string, where: string): PlaylistSegment['key'] {
  const attributes = readAttributeList(value, where);
  const method = attributes.get('METHOD') ?? 'NONE';
  const uri = attributes.get('URI');
  return method === 'NONE' ? undefined : { method, ...(uri !== undefined && { uri }) };
}
