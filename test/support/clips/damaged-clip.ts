import { readFile, writeFile } from 'node:fs/promises';

import { runFfmpeg, runFfprobe } from '../run-ffmpeg.ts';

/** A clip of 12 s with three seconds of damage from 5 s on. */
export interface DamagedClip {
  /** Its container is told by its name. */
  readonly file: string;
  /** Whose packets are overwritten. */
  readonly of: ReadonlyArray<'picture' | 'sound'>;
  /** Arguments of FFmpeg that choose the sound's encoder: FLAC by default, which is encoded anew and not copied. */
  readonly sound?: readonly string[];
  /** Where the damage begins and ends. */
  readonly fromSeconds?: number;
  readonly untilSeconds?: number;
}

const FLAC = ['-c:a', 'flac', '-strict', '-2'];

/** Writes a clip of 12 s some of whose packets hold nothing but zeros. */
export async function makeDamagedClip(clip: DamagedClip): Promise<void> {
  const { file, of, sound = FLAC, fromSeconds = 5, untilSeconds = 8 } = clip;
  await runFfmpeg(
    ...['-f', 'lavfi', '-i', 'testsrc2=s=426x240:r=25:d=12', '-f', 'lavfi', '-i', 'sine=d=12:r=48000'],
    ...['-pix_fmt', 'yuv420p', '-preset', 'ultrafast', '-g', '25', '-ac', '2', ...sound, file],
  );
  const bytes = await readFile(file);
  for (const each of of) {
    const stream = each === 'picture' ? 'v:0' : 'a:0';
    const entries = ['-select_streams', stream, '-show_entries', 'packet=pts_time,size,pos', '-of', 'csv=p=0', file];
    for (const line of await runFfprobe(...entries)) {
      const [seconds = Number.NaN, sizeBytes = 0, offsetBytes = 0] = line.split(',').map(Number);
      if (seconds >= fromSeconds && seconds < untilSeconds) bytes.fill(0, offsetBytes, offsetBytes + sizeBytes);
    }
  }
  await writeFile(file, bytes);
}
