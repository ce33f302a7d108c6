import { MediaError } from '../media-error.ts';
import type { Rational } from '../rational.ts';
import { type Box, childrenOf, printableType, walkBoxes } from './box.ts';
import { ByteReader } from './byte-reader.ts';
import { readSampleEntry } from './sample-entry.ts';

/** What the init of a fragmented MP4 (ftyp and moov) declares. */
export interface InitFacts {
  /** Major brand first, then the compatible ones, each once. Empty without ftyp. */
  readonly brands: string[];
  /** In file order. */
  readonly tracks: TrackFacts[];
}

/** One track, from its `trak` and its `trex`. */
export interface TrackFacts {
  readonly trackId: number;
  readonly kind: 'video' | 'audio' | 'other';
  /** Ticks per second; never 0. */
  readonly timescale: number;
  /** RFC 6381, such as `avc1.64001f` or `mp4a.40.2`; the bare sample entry type when no more is known. */
  readonly codecs: string;
  readonly isEncrypted: boolean;
  /** As the sample entry says, before the pixel aspect is applied. Video only, as are `height` and `pixelAspect`. */
  readonly width?: number;
  readonly height?: number;
  readonly pixelAspect?: Rational;
  /** Payload of avcC. */
  readonly avcConfiguration?: Uint8Array;
  readonly audioSpecificConfig?: Uint8Array;
  /** Of the core decoder (before SBR doubles it). Audio only, as is `channels`. */
  readonly sampleRate?: number;
  readonly channels?: number;
  /** From trex, as are the next two; absent when the file has no mvex. */
  readonly defaultSampleDuration?: number;
  readonly defaultSampleSize?: number;
  readonly defaultSampleFlags?: number;
  /** Whether an edit list with at least one entry is there. */
  readonly hasEditList: boolean;
}

const MAX_BRANDS = 256;

interface TrackDefaults {
  readonly defaultSampleDuration: number;
  readonly defaultSampleSize: number;
  readonly defaultSampleFlags: number;
}

/** Reads ftyp and moov; other top-level boxes may surround them. Throws MediaError without moov or when damaged. */
export function readInit(bytes: Uint8Array): InitFacts {
  const topLevel = walkBoxes(bytes);
  const ftyp = topLevel.find((box) => box.type === 'ftyp');
  const moov = topLevel.find((box) => box.type === 'moov');
  if (!moov) {
    const got = topLevel.slice(0, 8).map((box) => printableType(box.type));
    throw new MediaError(`init: wanted a moov box, got ${got.join(' ') || 'no boxes'}`);
  }
  const inMoov = childrenOf(bytes, moov);
  const mvex = inMoov.find((box) => box.type === 'mvex');
  const defaults = mvex ? readTrackDefaults(bytes, mvex) : new Map<number, TrackDefaults>();
  const traks = inMoov.filter((box) => box.type === 'trak');
  const tracks = traks.map((trak) => readTrack(bytes, trak, defaults));
  const ids = new Set(tracks.map((track) => track.trackId));
  if (ids.size !== tracks.length) throw new MediaError(`moov: wanted a different id for each track, got one twice`);
  return { brands: ftyp ? readBrands(bytes, ftyp) : [], tracks };
}

function readBrands(bytes: Uint8Array, ftyp: Box): string[] {
  const reader = ByteReader.inBox(bytes, ftyp);
  const brands = new Set([reader.fourcc()]);
  reader.skip(4);
  while (reader.remaining >= 4) {
    if (brands.size > MAX_BRANDS) reader.fail(`at most ${MAX_BRANDS} brands`, 'more');
    brands.add(reader.fourcc());
  }
  return [...brands];
}

/** ISO/IEC 14496-12 §8.8.3. */
function readTrackDefaults(bytes: Uint8Array, mvex: Box): Map<number, TrackDefaults> {
  const defaults = new Map<number, TrackDefaults>();
  for (const box of childrenOf(bytes, mvex)) {
    if (box.type !== 'trex') continue;
    const reader = ByteReader.inBox(bytes, box);
    reader.versionAndFlags();
    const trackId = reader.u32();
    reader.skip(4);
    defaults.set(trackId, {
      defaultSampleDuration: reader.u32(),
      defaultSampleSize: reader.u32(),
      defaultSampleFlags: reader.u32(),
    });
  }
  return defaults;
}

function readTrack(bytes: Uint8Array, trak: Box, defaults: Map<number, TrackDefaults>): TrackFacts {
  const inTrak = childrenOf(bytes, trak);
  const tkhd = child(inTrak, 'tkhd', trak);
  const mdia = child(inTrak, 'mdia', trak);
  const inMdia = childrenOf(bytes, mdia);
  const minf = child(inMdia, 'minf', mdia);
  const stbl = child(childrenOf(bytes, minf), 'stbl', minf);
  const stsd = child(childrenOf(bytes, stbl), 'stsd', stbl);
  const trackId = readTrackId(bytes, tkhd);
  const kind = readKind(bytes, child(inMdia, 'hdlr', mdia));
  const edts = inTrak.find((box) => box.type === 'edts');
  return {
    trackId,
    kind,
    timescale: readTimescale(bytes, child(inMdia, 'mdhd', mdia)),
    ...readSampleEntry(bytes, stsd, kind),
    ...defaults.get(trackId),
    hasEditList: edts !== undefined && hasEdits(bytes, edts),
  };
}

function child(children: Box[], type: string, parent: Box): Box {
  const box = children.find((candidate) => candidate.type === type);
  if (!box) throw new MediaError(`${parent.type} at byte ${parent.offset}: wanted a ${type} box, got none`);
  return box;
}

function readTrackId(bytes: Uint8Array, tkhd: Box): number {
  const reader = ByteReader.inBox(bytes, tkhd);
  const { version } = reader.versionAndFlags();
  reader.skip(version === 1 ? 16 : 8);
  return reader.u32();
}

function readTimescale(bytes: Uint8Array, mdhd: Box): number {
  const reader = ByteReader.inBox(bytes, mdhd);
  const { version } = reader.versionAndFlags();
  reader.skip(version === 1 ? 16 : 8);
  const timescale = reader.u32();
  return timescale > 0 ? timescale : reader.fail('a timescale above 0', '0');
}

function readKind(bytes: Uint8Array, hdlr: Box): TrackFacts['kind'] {
  const reader = ByteReader.inBox(bytes, hdlr);
  reader.versionAndFlags();
  reader.skip(4);
  const handler = reader.fourcc();
  return handler === 'vide' ? 'video' : handler === 'soun' ? 'audio' : 'other';
}

function hasEdits(bytes: Uint8Array, edts: Box): boolean {
  const elst = childrenOf(bytes, edts).find((box) => box.type === 'elst');
  if (!elst) return false;
  const reader = ByteReader.inBox(bytes, elst);
  reader.versionAndFlags();
  return reader.u32() > 0;
}
