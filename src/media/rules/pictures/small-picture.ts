import {
  confinedInput,
  GLOBAL_ARGUMENTS,
  inputFile,
  pictureDecoding,
  type SourceInput,
} from '../../ffmpeg/input-arguments.ts';

/** Pictures are compared as grey squares this small: enough to tell two scenes apart, too little to see an encoder's work. */
const WIDTH = 64;
const HEIGHT = 36;

/** Bytes of one small picture, one a pixel. */
export const SMALL_PICTURE_BYTES = WIDTH * HEIGHT;

const TO_SMALL_PICTURES = [
  '-an',
  '-sn',
  '-dn',
  '-vf',
  `scale=${WIDTH}:${HEIGHT}:flags=area,format=gray`,
  '-fps_mode',
  'passthrough', // one picture out for each one in
  '-f',
  'rawvideo',
  'pipe:1',
];

/**
 * Arguments that decode a raw H.264 stream of key frames to one small picture each, on stdout. The run ends at the first that is
 * damaged: FFmpeg would paint over it, and a segment of another stream would give a picture too.
 */
export function keyFramePictureArguments(path: string): string[] {
  return ['-xerror', ...joinedPictureArguments({ path, demuxer: 'h264' })];
}

/** Arguments that decode every picture of a file to a small one, on stdout. */
export function joinedPictureArguments(input: SourceInput): string[] {
  return [...GLOBAL_ARGUMENTS, '-threads', '1', ...confinedInput(input), ...inputFile(input), ...TO_SMALL_PICTURES];
}

/** Arguments that decode a source's frames from `fromSeconds` (after its start) on for `seconds` to small pictures, on stdout. */
export function sourcePictureArguments(source: SourceInput, fromSeconds: number, seconds: number): string[] {
  const seek = fromSeconds > 0 ? ['-ss', fromSeconds.toFixed(3)] : [];
  const within = [...seek, '-t', seconds.toFixed(3)];
  const input = [
    ...confinedInput(source),
    ...pictureDecoding(source),
    '-threads',
    '1',
    ...within,
    ...inputFile(source),
  ];
  return [...GLOBAL_ARGUMENTS, ...input, '-map', '0:v:0', ...TO_SMALL_PICTURES];
}

/** Root mean square of the differences, 0 to 255. Both pictures have `SMALL_PICTURE_BYTES`. */
export function pictureDistance(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < SMALL_PICTURE_BYTES; i++) sum += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2;
  return Math.sqrt(sum / SMALL_PICTURE_BYTES);
}

/**
 * How alike two pictures are in shape, whatever their brightness and contrast: 1 is the same, 0 has nothing in common.
 * A picture of one grey has no shape: 0 against any other.
 */
export function pictureCorrelation(a: Uint8Array, b: Uint8Array): number {
  const meanA = mean(a);
  const meanB = mean(b);
  let both = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let i = 0; i < SMALL_PICTURE_BYTES; i++) {
    const fromA = (a[i] ?? 0) - meanA;
    const fromB = (b[i] ?? 0) - meanB;
    both += fromA * fromB;
    squaresA += fromA ** 2;
    squaresB += fromB ** 2;
  }
  return squaresA === 0 || squaresB === 0 ? 0 : both / Math.sqrt(squaresA * squaresB);
}

/** Standard deviation of the pixels: 0 for one grey. */
export function pictureContrast(picture: Uint8Array): number {
  const average = mean(picture);
  return Math.sqrt(picture.reduce((sum, value) => sum + (value - average) ** 2, 0) / SMALL_PICTURE_BYTES);
}

function mean(picture: Uint8Array): number {
  return picture.reduce((sum, value) => sum + value, 0) / SMALL_PICTURE_BYTES;
}
