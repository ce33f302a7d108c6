import { decodeMono, runFfmpeg } from '../run-ffmpeg.ts';

/** Boxes that spell a frame's number in binary, one bit each, along the bottom of the picture. */
const BITS = 12;

/**
 * FFmpeg filters that burn the number of every frame into a picture, so that a test can tell which frame it sees.
 * Bright box: bit is 1, dark box: 0.
 */
function burnFrameNumbers(width: number, height: number): string {
  const box = boxGeometry(width, height);
  const dark = `drawbox=x=0:y=${box.y}:w=${width}:h=${box.height}:color=0x202020:t=fill`;
  const bits = Array.from({ length: BITS }, (_, bit) => {
    const enable = `enable='gte(mod(n\\,${2 ** (bit + 1)})\\,${2 ** bit})'`;
    return `drawbox=x=${bit * box.width}:y=${box.y}:w=${box.width}:h=${box.height}:color=0xe0e0e0:t=fill:${enable}`;
  });
  return [dark, ...bits].join(',');
}

/** Reads the burnt-in numbers of frames decoded to gray. Throws when a box is neither bright nor dark. */
export function readFrameNumbers(gray: Uint8Array, width: number, height: number): number[] {
  const box = boxGeometry(width, height);
  const numbers: number[] = [];
  for (let start = 0; start + width * height <= gray.length; start += width * height) {
    let number = 0;
    for (let bit = 0; bit < BITS; bit++) {
      const x = Math.floor((bit + 0.5) * box.width);
      const y = Math.floor(box.y + box.height / 2);
      const level = gray[start + y * width + x] ?? 128;
      if (level > 96 && level < 160) throw new Error(`frame ${numbers.length}: bit ${bit} reads ${level}`);
      if (level >= 160) number += 2 ** bit;
    }
    numbers.push(number);
  }
  return numbers;
}

function boxGeometry(width: number, height: number): { y: number; width: number; height: number } {
  const boxHeight = Math.floor(height / 4);
  return { y: height - boxHeight, width: Math.floor(width / BITS), height: boxHeight };
}

/** A moving test picture with numbered frames and (unless silent) a sound that never repeats. */
export async function makeNumberedClip(options: {
  readonly file: string;
  /** `30000/1001`. */
  readonly rate: string;
  readonly seconds: number;
  readonly size?: { readonly width: number; readonly height: number };
  readonly isSilent?: boolean;
  /** Filters after the numbers are burnt in, such as a `select` that drops frames. */
  readonly filters?: string;
  readonly videoArguments?: readonly string[];
  readonly audioArguments?: readonly string[];
  readonly outputArguments?: readonly string[];
}): Promise<void> {
  const { file, rate, seconds, filters = 'null' } = options;
  const { width, height } = options.size ?? SMALL;
  await runFfmpeg(
    ...['-f', 'lavfi', '-i', `testsrc2=s=${width}x${height}:r=${rate}:d=${seconds}`],
    ...(options.isSilent ? [] : ['-f', 'lavfi', '-i', `${RESTLESS_SOUND}:d=${seconds}`]),
    ...['-filter_complex', `[0:v]${burnFrameNumbers(width, height)},${filters}[v]`, '-map', '[v]'],
    ...(options.isSilent ? [] : ['-map', '1:a', ...(options.audioArguments ?? ENCODED_SOUND)]),
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '14', '-pix_fmt', 'yuv420p', '-threads', '2'],
    ...BROADCAST_COLOURS,
    ...['-fps_mode', 'passthrough', ...(options.videoArguments ?? ['-g', '60'])],
    ...(options.outputArguments ?? []),
    file,
  );
}

/** The size clips have when nothing is said: small enough for hundreds of frames a second. */
export const SMALL = { width: 320, height: 180 };

/** Tagged as what the product writes, so that no conversion of colours hides in the comparison. */
const BROADCAST_COLOURS = ['primaries', 'trc', 'colorspace'].flatMap((tag) => [
  tag === 'colorspace' ? '-colorspace' : `-color_${tag}`,
  'bt709',
]);

/** Tones that glide and beat, so that every window of samples is like no other. */
const RESTLESS_SOUND =
  "aevalsrc='0.3*sin(2*PI*(220+9*t)*t)+0.2*sin(2*PI*(701-7*t)*t)+0.1*sin(2*PI*1501*t*(1+t/97))':s=48000:c=stereo";

/** The clips' sound itself, at any rate: what a test hopes to hear. */
export async function restlessSound(seconds: number, sampleRate: number): Promise<Float32Array> {
  return await decodeMono(`${RESTLESS_SOUND}:d=${seconds}`, `aresample=${sampleRate}`, ['-f', 'lavfi']);
}

/** A higher rate than is ever copied. */
const ENCODED_SOUND = ['-ac', '2', '-c:a', 'aac', '-b:a', '256k'];
