import { max, type Rational, rational, subtract, toDecimalSeconds, toNumber, ZERO } from '../rational.ts';

/** Just above 8K (7680 x 4320): more pixels cost hundreds of MB to decode. */
export const MAX_PICTURE_PIXELS = 8192 * 4320;

/** Arguments before everything else: quiet, and nothing read from the terminal. */
export const GLOBAL_ARGUMENTS: readonly string[] = ['-hide_banner', '-v', 'error', '-nostdin', '-y'];

/** A source file as FFmpeg may open it. */
export interface SourceInput {
  /** A path, or the address of this machine's source-reader. */
  readonly path: string;
  /** From `sniffContainer`. */
  readonly demuxer: string;
  /** Which x264 made its pictures; where known, decoding can begin in the middle of 4:4:4. */
  readonly x264Build?: number;
}

/**
 * Options that confine opening a source: the sniffed demuxer and no other, local files and pipes only, bounded pictures.
 * Shared by ffmpeg and ffprobe.
 */
export function confinedInput(source: SourceInput): string[] {
  return [
    '-protocol_whitelist',
    isServed(source) ? 'http,tcp' : 'file,pipe', // no other network, no concat, no crypto, whatever the file names
    '-format_whitelist',
    source.demuxer, // nested demuxers (playlists in AVI subtitles) are refused too
    '-max_pixels',
    String(MAX_PICTURE_PIXELS),
    '-f',
    source.demuxer,
  ];
}

/** Options for whoever decodes the picture from somewhere in the middle, before `-i`. */
export function pictureDecoding({ x264Build }: SourceInput): string[] {
  return x264Build === undefined ? [] : ['-x264_build', String(x264Build)];
}

/** `-i` with the file's name as a `file:` URL, so that no name is read as an option or a protocol. */
export function inputFile(source: SourceInput): string[] {
  return ['-i', inputUrl(source)];
}

/** The source as FFmpeg and ffprobe name it. */
export function inputUrl(source: SourceInput): string {
  return isServed(source) ? source.path : `file:${source.path}`;
}

/** Whether ranges of the source come from the source-reader, which listens on this machine only. */
function isServed({ path }: SourceInput): boolean {
  return /^http:\/\/127\.0\.0\.1:\d+\//.test(path);
}

/**
 * Arguments that open a source for a piece of the timeline that starts at `from` (seconds on the container's clock).
 *
 * `-noaccurate_seek` keeps the frame shown before the start, which a variable-rate source may still need;
 * `-copyts` keeps absolute times, so that the piece lands on its own place whatever the seek found.
 * `until`, on the same clock, ends the reading.
 */
export function openSourceAt(
  source: SourceInput,
  containerStart: Rational,
  from: Rational,
  threads: number,
  until?: Rational,
): string[] {
  // FFmpeg adds the container's start to -ss itself.
  const seek = max(ZERO, subtract(from, containerStart));
  return [
    ...confinedInput(source),
    ...pictureDecoding(source),
    '-threads',
    String(threads),
    '-copyts',
    ...(seek.num > 0 ? ['-noaccurate_seek', '-ss', toDecimalSeconds(seek)] : []),
    // Counted from -ss, wherever the seek lands.
    ...(until ? ['-t', toDecimalSeconds(subtract(subtract(until, containerStart), seek))] : []),
    ...inputFile(source),
  ];
}

/** Far enough past a key frame that FFmpeg's own step back for B frames (0.13 s, seek heuristics of 5.1) still lands on it. */
const PAST_KEY_FRAME_SECONDS = 0.2;

/** Before a start without a known key frame: covers B-frame reordering (encoding.md, 2). */
const BEFORE_START = rational(1, 4);

/**
 * Where to seek so that decoding begins at the key frame at or before `start` and no earlier.
 * Both times and `keyFrameTimes` are on one clock, in seconds.
 */
export function seekTarget(start: Rational, keyFrameTimes: readonly number[]): Rational {
  const startSeconds = toNumber(start);
  const usable = keyFrameTimes.findLastIndex((time) => time <= startSeconds + 1e-6);
  const keyFrame = keyFrameTimes[usable];
  const next = keyFrameTimes[usable + 1] ?? Infinity;
  // Key frames this close together: which one FFmpeg lands on is not certain, and going further back costs little.
  if (keyFrame === undefined || next - keyFrame < 2 * PAST_KEY_FRAME_SECONDS) return subtract(start, BEFORE_START);
  return rational(Math.round((keyFrame + PAST_KEY_FRAME_SECONDS) * 1e6), 1_000_000);
}
