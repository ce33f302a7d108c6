import { join } from 'node:path';

import { runFfmpeg } from '../run-ffmpeg.ts';

/** A clip with picture and sound, made by FFmpeg: moving test picture, two tones. */
export async function generatedClip(folder: string, seconds: number, size = '640x360'): Promise<string> {
  const file = join(folder, `clip-${seconds}-${size}.mp4`);
  await runFfmpeg(
    ...['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=25`],
    ...['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000'],
    ...['-t', String(seconds), '-c:v', 'libx264', '-preset', 'ultrafast', '-g', '50'],
    ...['-c:a', 'aac', '-ac', '2', '-movflags', '+faststart', '-y', file],
  );
  return file;
}
