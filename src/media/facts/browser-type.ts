import { readInit } from '../isobmff/init.ts';
import { MediaError } from '../media-error.ts';
import { sniffContainer } from './sniff-container.ts';

/** What is looked at of a file: see `SourceBeginning`. */
export interface FileOpening {
  /** The first 4 KiB. */
  readonly bytes: Uint8Array;
  readonly movieBox?: Uint8Array | undefined;
  readonly isFragmented: boolean;
  readonly hasAllSamples: boolean;
}

/**
 * The Content-Type under which a browser can probably play a file as it is; always video/… or audio/…, never what a
 * browser would show as a page.
 *
 * Undefined for all that only some play: HEVC (it depends on the machine), Matroska, transport streams, 4:2:2 and
 * 4:4:4 pictures, Dolby's sound, PCM inside an MP4; for encrypted and cut off files, and for what is no media.
 */
export function browserTypeOf(file: FileOpening): string | undefined {
  switch (sniffContainer(file.bytes)) {
    case 'mov':
      return movieType(file);
    case 'matroska':
      // Its kinds of picture and sound are VP8, VP9, AV1, Vorbis and Opus by definition.
      return docTypeOf(file.bytes) === 'webm' ? 'video/webm' : undefined;
    case 'ogg':
      return oggType(file.bytes);
    case 'mp3':
      return 'audio/mpeg';
    case 'aac':
      return 'audio/aac';
    case 'flac':
      return 'audio/flac';
    case 'wav':
      return isPlainWave(file.bytes) ? 'audio/wav' : undefined;
    default:
      return undefined;
  }
}

/** RFC 6381 names. Of H.264 the profiles with 8 bits and 4:2:0: Baseline, Main and High. */
const PICTURES = /^(avc[13]\.(42|4d|64)[0-9a-f]{4}|vp09\.00\..*|av01\.0\..*)$/i;
/** AAC-LC, HE-AAC and its second version, MP3, Opus, FLAC. */
const SOUNDS = /^(mp4a\.40\.(2|5|29)|mp4a\.(69|6b)|opus|flac)$/i;

/** Of ISO files QuickTime's too: they differ in what these codecs have nothing to do with. */
function movieType({ movieBox, isFragmented, hasAllSamples }: FileOpening): string | undefined {
  if (!movieBox || !(isFragmented || hasAllSamples)) return undefined;
  try {
    const tracks = readInit(movieBox).tracks.filter(({ kind }) => kind !== 'other');
    const arePlain = tracks.every(({ kind, codecs, isEncrypted }) => {
      return !isEncrypted && (kind === 'video' ? PICTURES : SOUNDS).test(codecs);
    });
    if (tracks.length === 0 || !arePlain) return undefined;
    return tracks.some(({ kind }) => kind === 'video') ? 'video/mp4' : 'audio/mp4';
  } catch (error) {
    if (error instanceof MediaError) return undefined;
    throw error;
  }
}

/** DocType of the EBML header (RFC 8794, 11.2.4), which stands within the first bytes of every file. */
function docTypeOf(bytes: Uint8Array): string | undefined {
  const end = Math.min(bytes.length, 256);
  for (let at = 4; at + 3 <= end; at++) {
    if (bytes[at] !== 0x42 || bytes[at + 1] !== 0x82) continue;
    const length = (bytes[at + 2] ?? 0) & 0x7f;
    return latin1(bytes, at + 3, at + 3 + length).replace(/\0+$/, '');
  }
  return undefined;
}

/** The first packet names the codec (RFC 7845, 5.1; Vorbis I, 4.2.1); Theora's pictures are played no more. */
function oggType(bytes: Uint8Array): string | undefined {
  const first = latin1(bytes, 28, 40);
  return first.startsWith('OpusHead') || first.startsWith('\u0001vorbis') ? 'audio/ogg' : undefined;
}

/** Integer or floating-point PCM, said in the `fmt ` chunk right behind the header. */
function isPlainWave(bytes: Uint8Array): boolean {
  const format = (bytes[20] ?? 0) | ((bytes[21] ?? 0) << 8);
  return latin1(bytes, 12, 16) === 'fmt ' && (format === 1 || format === 3);
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(start, end));
}
