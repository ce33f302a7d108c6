import { clipPath } from '../bench-cache.ts';
import { runFfmpeg } from './run-ffmpeg.ts';

/** Frames a second of the clip. */
const CLIP_RATE = 24;

/**
 * The clip in a loop as 1080p. It plays faster so that each of its frames is one frame of the source: repeated frames
 * would make every encoder look cheap. The sound (192k stereo) is over what Lectern copies.
 */
export async function makeNatural(file: string, seconds: number, framesPerSecond: number): Promise<void> {
  await runFfmpeg([
    ...['-stream_loop', '-1', '-i', `file:${clipPath()}`, '-t', String(seconds)],
    ...['-vf', `setpts=N/${framesPerSecond}/TB`, '-r', String(framesPerSecond)],
    ...['-af', `atempo=${framesPerSecond / CLIP_RATE},aresample=48000`],
    ...['-c:v', 'libx264', '-preset', 'superfast', '-crf', '25', '-pix_fmt', 'yuv420p'],
    ...['-c:a', 'aac', '-b:a', '192k', '-ac', '2', '-movflags', '+faststart', `file:${file}`],
  ]);
}
