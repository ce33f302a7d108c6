import { execFileSync } from 'node:child_process';
import { rmSync, statSync } from 'node:fs';

import { cachePath, makeOnce } from '../bench-cache.ts';
import { ffmpegProgram } from '../contenders/contender.ts';
import type { BenchSource } from './bench-source.ts';
import { makeSource } from './make-source.ts';

const UNIT_SECONDS = 60;

/**
 * The lecture of one minute again and again without encoding anything, so that two hours take seconds to make. Sound goes
 * on evenly over the seams, as a recorder writes it: repeated as bare AAC frames, which carry no times of their own.
 */
export async function makeLoopedLecture(minutes: number): Promise<BenchSource> {
  const unit = await makeSource('lecture', UNIT_SECONDS);
  if (minutes === 1) return unit;
  const file = cachePath('sources', `lecture-${minutes}min-looped-1.mp4`);
  await makeOnce(file, async (temporaryFile) => {
    const [picture, sound] = [`${temporaryFile}.picture.mp4`, `${temporaryFile}.sound.aac`];
    try {
      ffmpeg('-i', `file:${unit.path}`, '-map', '0:v', '-c', 'copy', `file:${picture}`);
      ffmpeg('-i', `file:${unit.path}`, '-map', '0:a', '-c', 'copy', '-f', 'adts', `file:${sound}`);
      const sounds = `concat:${Array.from({ length: minutes }, () => sound).join('|')}`;
      ffmpeg(
        ...['-stream_loop', String(minutes - 1), '-i', `file:${picture}`, '-f', 'aac', '-i', sounds],
        ...['-map', '0:v', '-map', '1:a', '-c', 'copy', '-t', String(minutes * UNIT_SECONDS)],
        ...['-movflags', '+faststart', `file:${temporaryFile}`],
      );
    } finally {
      for (const part of [picture, sound]) rmSync(part, { force: true });
    }
  });
  return { ...unit, path: file, seconds: minutes * UNIT_SECONDS, sizeBytes: statSync(file).size };
}

function ffmpeg(...args: string[]): void {
  execFileSync(ffmpegProgram(), ['-v', 'error', '-nostdin', '-y', ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
}
