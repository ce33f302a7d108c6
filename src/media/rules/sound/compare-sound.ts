import { confinedInput, GLOBAL_ARGUMENTS, inputFile, type SourceInput } from '../../ffmpeg/input-arguments.ts';

/** Sound is compared in mono at this rate: speech keeps its shape, and codecs change nothing below 4 kHz. */
export const COMPARED_RATE = 8000;

/** How far apart a tree and its source may be: priming, edit lists and players' roundings. */
const MAX_LAG_SAMPLES = COMPARED_RATE / 20;
/** Length compared from the middle of a segment. */
const WINDOW_SAMPLES = COMPARED_RATE / 2;
/** Of 32,768: quieter is silence. */
const SILENCE = 60;
/** Encoded sound is above 0.9, another sound near 0. */
const LEAST_CORRELATION = 0.5;

/** Arguments that decode one sound stream to 16-bit mono samples on stdout; a late start is filled with silence. */
export function soundArguments(
  source: SourceInput,
  audioIndex: number,
  range?: { readonly fromSeconds: number; readonly seconds: number },
): string[] {
  const seek = range ? ['-ss', range.fromSeconds.toFixed(3), '-t', range.seconds.toFixed(3)] : [];
  return [
    ...GLOBAL_ARGUMENTS,
    ...confinedInput(source),
    '-threads',
    '1',
    ...seek,
    ...inputFile(source),
    '-map',
    `0:a:${audioIndex}`,
    '-vn',
    '-ac',
    '1',
    '-af',
    range ? `aresample=${COMPARED_RATE}:async=1:first_pts=0` : `aresample=${COMPARED_RATE}`,
    '-f',
    's16le',
    'pipe:1',
  ];
}

/** Little-endian 16-bit samples out of bytes, wherever those begin in memory. */
export function samplesOf(bytes: Uint8Array): Int16Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Int16Array.from({ length: bytes.length >> 1 }, (_, i) => view.getInt16(2 * i, true));
}

/**
 * Whether a piece of a tree's sound is what its source has at the same place, give or take 50 ms: by the middle half second.
 * Both begin at the same time. True as well where there is too little to compare.
 */
export function soundsAlike(tree: Int16Array, source: Int16Array): boolean {
  const length = Math.min(WINDOW_SAMPLES, tree.length);
  const start = (tree.length - length) >> 1;
  if (length < COMPARED_RATE / 10 || start + length > source.length) return true;
  const window = tree.subarray(start, start + length);
  const same = source.subarray(start, start + length);
  const loudness = [rootMeanSquare(window), rootMeanSquare(same)].toSorted((a, b) => a - b);
  const [quieter = 0, louder = 0] = loudness;
  if (louder < SILENCE) return true;
  // One is silent and the other is not: a fade may lie between, ten times is none.
  if (quieter < SILENCE) return louder < 10 * SILENCE;
  for (let lag = -MAX_LAG_SAMPLES; lag <= MAX_LAG_SAMPLES; lag++) {
    const from = start + lag;
    if (from < 0 || from + length > source.length) continue;
    if (correlation(window, source.subarray(from, from + length)) >= LEAST_CORRELATION) return true;
  }
  return false;
}

function rootMeanSquare(samples: Int16Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / Math.max(1, samples.length));
}

function correlation(a: Int16Array, b: Int16Array): number {
  let both = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let i = 0; i < a.length; i++) {
    const fromA = a[i] as number;
    const fromB = b[i] as number;
    both += fromA * fromB;
    squaresA += fromA * fromA;
    squaresB += fromB * fromB;
  }
  return squaresA === 0 || squaresB === 0 ? 0 : both / Math.sqrt(squaresA * squaresB);
}
