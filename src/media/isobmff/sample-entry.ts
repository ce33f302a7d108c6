import { parseAudioSpecificConfig } from '../aac/audio-specific-config.ts';
import { MediaError } from '../media-error.ts';
import { rational } from '../rational.ts';
import type { Rational } from '../rational.ts';
import { type Box, printableType, readBoxAt } from './box.ts';
import { ByteReader } from './byte-reader.ts';
import { codecString } from './codec-string.ts';
import { type ElementaryStream, readEsds } from './esds.ts';

/** What the first entry of an `stsd` says: the codec and its configuration. */
export interface SampleEntryFacts {
  readonly codecs: string;
  readonly isEncrypted: boolean;
  readonly width?: number;
  readonly height?: number;
  readonly pixelAspect?: Rational;
  readonly avcConfiguration?: Uint8Array;
  readonly audioSpecificConfig?: Uint8Array;
  readonly sampleRate?: number;
  readonly channels?: number;
}

// Real entries have about ten.
const MAX_CHILDREN = 1000;

/** Reads the first sample entry of an `stsd` box (ISO/IEC 14496-12 §8.5.2). Throws MediaError when there is none. */
export function readSampleEntry(bytes: Uint8Array, stsd: Box, kind: 'video' | 'audio' | 'other'): SampleEntryFacts {
  const reader = ByteReader.inBox(bytes, stsd);
  const { version } = reader.versionAndFlags();
  if (reader.u32() === 0) reader.fail('at least one sample entry', 'none');
  const entry = readBoxAt(bytes, reader.position, stsd.offset + stsd.size);
  if (kind === 'video') return readVisualEntry(bytes, entry);
  if (kind === 'audio') return readAudioEntry(bytes, entry, version);
  return { codecs: entry.type, isEncrypted: entry.type === 'encv' || entry.type === 'enca' || entry.type === 'enct' };
}

function readVisualEntry(bytes: Uint8Array, entry: Box): SampleEntryFacts {
  const reader = ByteReader.inBox(bytes, entry);
  // §12.1.3: reserved and data reference (8), pre-defined and reserved (16), then the size.
  reader.skip(24);
  const width = reader.u16();
  const height = reader.u16();
  reader.skip(50);
  const children = childrenOfEntry(bytes, entry, reader.position);
  const avcC = children.get('avcC');
  const { format, isEncrypted } = originalFormat(bytes, entry, children);
  const pixelAspect = readPixelAspect(bytes, children.get('pasp'));
  return {
    codecs: codecString(format, (type) => payloadOf(bytes, children.get(type))),
    isEncrypted,
    width,
    height,
    ...(pixelAspect && { pixelAspect }),
    ...(avcC && { avcConfiguration: payloadOf(bytes, avcC)! }),
  };
}

function readAudioEntry(bytes: Uint8Array, entry: Box, stsdVersion: number): SampleEntryFacts {
  const reader = ByteReader.inBox(bytes, entry);
  reader.skip(8);
  const version = reader.u16();
  reader.skip(6);
  const entryChannels = reader.u16();
  reader.skip(6);
  const entryRate = reader.u32() >>> 16;
  // QuickTime's longer sound descriptions; ISO's own version 1 says so in stsd and adds nothing (§12.2.3).
  if (stsdVersion === 0 && version === 1) reader.skip(16);
  if (stsdVersion === 0 && version === 2) reader.skip(36);
  const children = childrenOfEntry(bytes, entry, reader.position);
  const wave = children.get('wave');
  const inWave = wave && childrenOfEntry(bytes, wave, wave.offset + wave.headerSize);
  const esds = payloadOf(bytes, children.get('esds') ?? inWave?.get('esds'));
  const stream = esds && readEsds(esds);
  const asc = stream && isAac(stream) ? stream.decoderSpecificInfo : undefined;
  const config = asc && parseAudioSpecificConfig(asc);
  const { format, isEncrypted } = originalFormat(bytes, entry, children);
  const sampleRate = config?.sampleRate ?? entryRate;
  const channels = config?.channels ?? entryChannels;
  return {
    codecs: codecString(format, (type) => payloadOf(bytes, children.get(type)), stream && { stream, config }),
    isEncrypted,
    ...(sampleRate > 0 && { sampleRate }),
    ...(channels > 0 && { channels }),
    ...(asc && { audioSpecificConfig: asc }),
  };
}

/** MPEG-4 audio and the three profiles of MPEG-2 AAC: both carry an AudioSpecificConfig. */
function isAac({ objectTypeIndication }: ElementaryStream): boolean {
  return objectTypeIndication === 0x40 || (objectTypeIndication >= 0x66 && objectTypeIndication <= 0x68);
}

/** First box of each type. Up to 7 bytes at the end are let pass: QuickTime closes some entries with a zero. */
function childrenOfEntry(bytes: Uint8Array, entry: Box, start: number): Map<string, Box> {
  const end = entry.offset + entry.size;
  const children = new Map<string, Box>();
  for (let offset = start; end - offset >= 8;) {
    const box = readBoxAt(bytes, offset, end);
    if (!children.has(box.type)) children.set(box.type, box);
    if (children.size > MAX_CHILDREN)
      throw new MediaError(`${printableType(entry.type)}: wanted at most ${MAX_CHILDREN} boxes, got more`);
    offset += box.size;
  }
  return children;
}

function payloadOf(bytes: Uint8Array, box: Box | undefined): Uint8Array | undefined {
  return box && bytes.subarray(box.offset + box.headerSize, box.offset + box.size);
}

/** ISO/IEC 14496-12 §8.12: an encrypted entry keeps its real name in sinf/frma. */
function originalFormat(
  bytes: Uint8Array,
  entry: Box,
  children: Map<string, Box>,
): { format: string; isEncrypted: boolean } {
  if (entry.type !== 'encv' && entry.type !== 'enca') {
    // FairPlay's names, and anything else that carries a protection scheme.
    const isEncrypted = children.has('sinf') || entry.type === 'drms' || entry.type === 'drmi';
    return { format: entry.type, isEncrypted };
  }
  const sinf = children.get('sinf');
  const inSinf = sinf && childrenOfEntry(bytes, sinf, sinf.offset + sinf.headerSize);
  const frma = inSinf?.get('frma');
  return { format: frma ? ByteReader.inBox(bytes, frma).fourcc() : entry.type, isEncrypted: true };
}

/** §12.1.4.2; undefined when absent or when a side is 0. */
function readPixelAspect(bytes: Uint8Array, pasp: Box | undefined): Rational | undefined {
  if (!pasp) return undefined;
  const reader = ByteReader.inBox(bytes, pasp);
  const horizontal = reader.u32();
  const vertical = reader.u32();
  return horizontal > 0 && vertical > 0 ? rational(horizontal, vertical) : undefined;
}
