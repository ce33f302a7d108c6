import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { ffmpegProgram } from '../contenders/contender.ts';

/** Runs FFmpeg to make a source. Throws with what it said. */
export async function runFfmpeg(args: readonly string[]): Promise<void> {
  await promisify(execFile)(ffmpegProgram(), ['-v', 'error', '-nostdin', '-y', ...args]);
}
