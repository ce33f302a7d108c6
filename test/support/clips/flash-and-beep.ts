import type { Plan } from '../../../src/media/plan/plan.ts';
import { brightFrames, onset } from './compare-signals.ts';
import { decodeGray, decodeMono, runFfmpeg } from '../run-ffmpeg.ts';

const SIZE = { width: 160, height: 90 };

/** A black clip in which every `everyFrames` frames one frame is white while a beep begins. */
export async function makeFlashAndBeep(options: {
  readonly file: string;
  readonly rate: { readonly num: number; readonly den: number };
  readonly seconds: number;
  readonly everyFrames: number;
  /** Seconds by which the sound's stream begins before the picture's; both keep their times. */
  readonly soundLeadSeconds?: number;
  readonly arguments?: readonly string[];
}): Promise<void> {
  const { file, rate, seconds, everyFrames, soundLeadSeconds = 0 } = options;
  const period = `(${everyFrames * rate.den}/${rate.num})`;
  const since = `mod(t-${FIRST_FLASH}*${period}-${soundLeadSeconds},${period})`;
  const beep = `if(gte(t,${soundLeadSeconds}+0.02)*lt(${since},0.08),0.8*sin(2*PI*1000*${since}),0)`;
  const flash = `drawbox=color=white:t=fill:enable='eq(mod(n\\,${everyFrames})\\,0)*gt(n\\,0)'`;
  const [picture, sound] = [`${file}.picture.mov`, `${file}.sound.mov`];
  await runFfmpeg(
    ...[
      '-f',
      'lavfi',
      '-i',
      `color=c=black:s=${SIZE.width}x${SIZE.height}:r=${rate.num}/${rate.den}:d=${seconds},${flash}`,
    ],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '120', '-pix_fmt', 'yuv420p', picture],
  );
  await runFfmpeg(
    ...['-f', 'lavfi', '-i', `aevalsrc='${beep}':s=48000:d=${seconds + soundLeadSeconds}`],
    ...['-c:a', 'pcm_s16le', sound],
  );
  // The picture is copied: an encoder would round its times to its own frames.
  await runFfmpeg(
    ...['-itsoffset', String(soundLeadSeconds), '-i', picture, '-i', sound],
    ...['-map', '0:v', '-map', '1:a', '-c:v', 'copy', '-c:a', 'aac', '-ac', '2', ...(options.arguments ?? [])],
    file,
  );
}

/** Frame 0 is not white: a stream may lose its first samples. */
const FIRST_FLASH = 1;

/** The delays of a stream whose video and sound are joined to one file each. */
export async function streamBeepDelays({
  plan,
  joined,
}: {
  readonly plan: Plan;
  readonly joined: (renditionId: string) => Promise<string>;
}): Promise<number[]> {
  const [video, audio] = [plan.video[0]!, plan.audio[0]!];
  return await beepDelays({
    video: await joined(video.id),
    audio: await joined(audio.id),
    rate: video.frameRate,
    sampleRate: audio.sampleRate,
    firstSample: audio.firstFrameSample,
  });
}

/**
 * Seconds that each beep comes after its flash, in files of picture and sound without gaps. The sound's first sample is
 * number `firstSample` of the timeline: a copied track's first frame may begin before zero.
 */
export async function beepDelays(files: {
  readonly video: string;
  readonly audio: string;
  readonly rate: { readonly num: number; readonly den: number };
  readonly sampleRate: number;
  readonly firstSample: number;
}): Promise<number[]> {
  const pixels = SIZE.width * SIZE.height;
  const gray = await decodeGray(files.video, `scale=${SIZE.width}:${SIZE.height}`);
  const sound = await decodeMono(files.audio);
  return brightFrames(gray, pixels, 180).map((frame) => {
    const flashSeconds = (frame * files.rate.den) / files.rate.num;
    // Half a second before: a beep that comes too early is found too.
    const beep = onset(sound, Math.round((flashSeconds - 0.5) * files.sampleRate) - files.firstSample, 0.3);
    return beep === undefined ? NaN : (beep + files.firstSample) / files.sampleRate - flashSeconds;
  });
}
