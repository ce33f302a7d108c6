import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { z } from 'zod';

import { ffmpegProgram } from '../contenders/contender.ts';

/** How close a rendition is to its source, 0 to 100 (model vmaf_v0.6.1). */
export interface VmafScore {
  readonly mean: number;
  /** Score of the worst frame, and which one that is, counted from 0. */
  readonly worst: number;
  readonly worstFrame: number;
  readonly frames: number;
}

const LOG = z.object({
  frames: z.array(z.object({ frameNum: z.number(), metrics: z.object({ vmaf: z.number() }) })).min(1),
});

/** Reads the JSON log of libvmaf. Throws when it holds no frame. */
export function parseVmafLog(text: string): VmafScore {
  const { frames } = LOG.parse(JSON.parse(text));
  const scores = frames.map((frame) => frame.metrics.vmaf);
  const worst = Math.min(...scores);
  return {
    mean: scores.reduce((sum, score) => sum + score, 0) / scores.length,
    worst,
    worstFrame: frames[scores.indexOf(worst)]?.frameNum ?? 0,
    frames: frames.length,
  };
}

/**
 * Compares a rendition with its source at the rendition's own size; the source is scaled bicubically.
 *
 * Frames are paired by number, never by time, so the picture goes through raw H.264, which has no times: FFmpeg reads
 * fragments with negative composition offsets, which are right in players, later by the delay of the B-frames. (And
 * the measuring program, a static build, crashes on MPEG-TS.)
 */
export async function measureVmaf(
  program: string,
  files: { readonly source: string; readonly rendition: string },
  size: { readonly width: number; readonly height: number },
): Promise<VmafScore> {
  // Plain names in the working folder, since lavfi has its own way of quoting.
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lectern-vmaf-'));
  try {
    symlinkSync(files.source, path.join(folder, 'source'));
    const raw = ['-map', '0:v:0', '-c', 'copy', '-f', 'h264', path.join(folder, 'rendition.h264')];
    await promisify(execFile)(ffmpegProgram(), ['-v', 'error', '-nostdin', '-i', `file:${files.rendition}`, ...raw]);
    const byNumber = 'settb=1/1000,setpts=N';
    const graph = [
      `movie=rendition.h264,${byNumber}[rendition]`,
      `movie=source,${byNumber},scale=${size.width}:${size.height}:flags=bicubic[source]`,
      `[rendition][source]libvmaf=n_threads=${os.availableParallelism()}:log_fmt=json:log_path=log.json:shortest=1[out0]`,
    ];
    const args = ['-v', 'error', '-f', 'lavfi', '-i', graph.join(';'), '-show_entries', 'frame=pts', '-of', 'csv=p=0'];
    await promisify(execFile)(program, args, { cwd: folder, maxBuffer: 256 * 1024 * 1024 });
    return parseVmafLog(readFileSync(path.join(folder, 'log.json'), 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
