import { MediaError } from '../../media/media-error.ts';
import type { MediaPlaylist, PlaylistResource, PlaylistSegment } from '../../media/hls/playlist.ts';
import { readPlaylist } from '../../media/hls/read-playlist.ts';
import { type Fmp4Init, readFmp4Init, readFmp4Segment } from '../../media/rules/segments/fmp4-segment.ts';
import type { SegmentReading } from '../../media/rules/segments/segment-reading.ts';
import { readTsMediaSegment } from '../../media/rules/segments/ts-segment.ts';
import type { RenditionFacts, SegmentFacts } from '../../media/rules/tree-facts.ts';
import type { SoundSegment } from './judge-sound.ts';
import type { TreeFiles } from './tree-files.ts';

/** A media playlist to read. */
export interface RenditionSource {
  readonly id: string;
  /** As the master names it. */
  readonly uri: string;
  /** Undefined when it lies outside the tree. */
  readonly path: string | undefined;
  /** What the master takes it for. */
  readonly claimedKind: RenditionFacts['kind'];
}

type Container = RenditionFacts['container'];
type Init = { readonly init: Fmp4Init; readonly bytes: Uint8Array } | { readonly fault: string };

/** Told of every readable segment, in order. */
export interface SegmentListener {
  /** The IDR picture it begins with, as an H.264 byte stream. */
  onFirstPicture(segmentIndex: number, annexB: Uint8Array): Promise<void>;
  /** A segment with sound, and the init it needs (undefined for TS). */
  onSound(segment: SoundSegment, init: Uint8Array | undefined): Promise<void>;
}

/** Reads a media playlist, its inits and all its segments, one after another. What is wrong stands in the facts. */
export async function loadRendition(
  source: RenditionSource,
  files: TreeFiles,
  listener: SegmentListener,
): Promise<RenditionFacts> {
  const playlist = await loadMediaPlaylist(source, files);
  if ('fault' in playlist) {
    const { id, uri, claimedKind: kind } = source;
    return { id, uri, kind, container: 'unknown', faults: [playlist.fault], segments: [] };
  }
  return new RenditionLoader(source, playlist, files, listener).load();
}

/** Reads a media playlist alone. */
export async function loadMediaPlaylist(
  source: Pick<RenditionSource, 'path' | 'uri'>,
  files: TreeFiles,
): Promise<MediaPlaylist | { readonly fault: string }> {
  if (source.path === undefined) return { fault: `${source.uri} lies outside the tree or on another server` };
  const text = await files.readPlaylistText(source.path);
  if ('fault' in text) return { fault: `${source.uri} ${text.fault}` };
  try {
    const playlist = readPlaylist(text.text);
    return playlist.kind === 'media' ? playlist : { fault: `${source.uri}: wanted a media playlist, got a master` };
  } catch (error) {
    if (!(error instanceof MediaError)) throw error;
    return { fault: `${source.uri}: ${error.message}` };
  }
}

class RenditionLoader {
  readonly #source: RenditionSource;
  readonly #playlist: MediaPlaylist;
  readonly #files: TreeFiles;
  readonly #listener: SegmentListener;
  readonly #inits = new Map<string, Init>();
  readonly #faults: string[] = [];
  #container: Container = 'unknown';

  constructor(source: RenditionSource, playlist: MediaPlaylist, files: TreeFiles, listener: SegmentListener) {
    this.#source = source;
    this.#playlist = playlist;
    this.#files = files;
    this.#listener = listener;
  }

  async load(): Promise<RenditionFacts> {
    const segments: SegmentFacts[] = [];
    let startSeconds = 0;
    for (const [index, entry] of this.#playlist.segments.entries()) {
      segments.push(await this.#loadSegment(entry, index, startSeconds));
      startSeconds += entry.durationSeconds;
    }
    return {
      id: this.#source.id,
      uri: this.#source.uri,
      kind: kindOf(segments) ?? this.#source.claimedKind,
      container: this.#container,
      playlist: this.#playlist,
      faults: this.#faults,
      segments,
    };
  }

  async #loadSegment(entry: PlaylistSegment, index: number, startSeconds: number): Promise<SegmentFacts> {
    const { durationSeconds, isDiscontinuity, byteRange } = entry;
    const range = byteRange ? ` bytes ${byteRange.start}-${byteRange.end - 1}` : '';
    const base = { index, name: `${lastPart(entry.uri)}${range}`, startSeconds, durationSeconds, isDiscontinuity };
    if (entry.isGap) return { ...base, faults: [] };
    const file = await this.#files.readResource(this.#source.path ?? '', entry, 'segment', this.#container);
    if ('fault' in file) return { ...base, faults: [file.fault] };
    const { firstPicture, ...reading } = await this.#readSegment(file.bytes, entry);
    if (firstPicture) await this.#listener.onFirstPicture(index, firstPicture);
    const { audio } = reading;
    const init = entry.map && (await this.#loadInit(entry.map));
    if (audio && !(init && 'fault' in init)) {
      await this.#listener.onSound({ index, startSeconds, audio, bytes: file.bytes }, init?.bytes);
    }
    return { ...base, sizeBytes: file.bytes.length, ...reading };
  }

  async #readSegment(bytes: Uint8Array, entry: PlaylistSegment): Promise<SegmentReading> {
    if (bytes.length === 0) return { faults: ['is empty'] };
    // Encrypted as a whole file: nothing to see without the key.
    if (entry.key) return { faults: [] };
    const container = entry.map ? 'fmp4' : containerOf(bytes);
    if (this.#container === 'unknown') this.#container = container;
    if (container === 'ts') return readTsMediaSegment(bytes);
    if (container === 'webvtt') return { faults: [] };
    if (!entry.map)
      return { faults: isPackedAudio(bytes) ? [] : ['is neither fMP4 with EXT-X-MAP, MPEG-TS nor WebVTT'] };
    const init = await this.#loadInit(entry.map);
    return 'fault' in init ? { faults: [] } : readFmp4Segment(bytes, init.init);
  }

  async #loadInit(map: PlaylistResource): Promise<Init> {
    const key = JSON.stringify(map);
    const known = this.#inits.get(key);
    if (known) return known;
    const init = await this.#readInit(map);
    if ('fault' in init) this.#faults.push(`${lastPart(map.uri)}: ${init.fault}`);
    this.#inits.set(key, init);
    return init;
  }

  async #readInit(map: PlaylistResource): Promise<Init> {
    const file = await this.#files.readResource(this.#source.path ?? '', map, 'init', 'fmp4');
    if ('fault' in file) return file;
    try {
      return { init: readFmp4Init(file.bytes), bytes: file.bytes };
    } catch (error) {
      if (!(error instanceof MediaError)) throw error;
      return { fault: error.message };
    }
  }
}

function kindOf(segments: readonly SegmentFacts[]): RenditionFacts['kind'] | undefined {
  const hasVideo = segments.some((segment) => segment.video);
  const hasAudio = segments.some((segment) => segment.audio);
  if (hasVideo && hasAudio) return 'muxed';
  return hasVideo ? 'video' : hasAudio ? 'audio' : undefined;
}

function containerOf(bytes: Uint8Array): Container {
  if (bytes[0] === 0x47 && (bytes.length < 189 || bytes[188] === 0x47)) return 'ts';
  const start = new TextDecoder().decode(bytes.subarray(0, 9)).replace(/^\ufeff/, '');
  return start.startsWith('WEBVTT') ? 'webvtt' : 'unknown';
}

/** RFC 8216, 3.4: frames of sound with an ID3 tag before them. */
function isPackedAudio(bytes: Uint8Array): boolean {
  const isId3 = bytes[0] === 0x49 && bytes[1] === 0x44 && bytes[2] === 0x33;
  return isId3 || (bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe0) === 0xe0);
}

function lastPart(uri: string): string {
  return uri.split(/[?#]/, 1)[0]?.split('/').at(-1) ?? uri;
}
