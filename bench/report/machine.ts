import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';

import { ffmpegProgram } from '../contenders/contender.ts';

/** Where figures come from. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly system: string;
  readonly ffmpeg: string;
  readonly node: string;
  /** Short hash, with `+` when files differ from it; undefined outside a checkout. */
  readonly commit: string | undefined;
  /** Processes wanting to run when the bench started; times are upper bounds when this is over 0.5. */
  readonly loadBefore: number;
}

/** A load above this means that somebody else is at work. */
export const QUIET_LOAD = 0.5;

/** Looks at this machine. Throws when there is no FFmpeg. */
export function describeMachine(): Machine {
  const version = execFileSync(ffmpegProgram(), ['-version'], { encoding: 'utf8' });
  return {
    cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    memoryBytes: os.totalmem(),
    system: systemName(),
    ffmpeg: parseFfmpegVersion(version),
    node: process.version,
    commit: commit(),
    loadBefore: os.loadavg()[0] ?? 0,
  };
}

/** The version in the first line of `ffmpeg -version`, without what a distribution adds. */
export function parseFfmpegVersion(text: string): string {
  return /^ffmpeg version (?:n)?([^\s-]+)/.exec(text)?.[1] ?? 'unknown';
}

/** One line for a reader. */
export function machineLine(machine: Machine): string {
  const memory = `${Math.round(machine.memoryBytes / 2 ** 30)} GiB`;
  const parts = [`${machine.cpu}, ${machine.cores} cores, ${memory}`, machine.system, `FFmpeg ${machine.ffmpeg}`];
  return [...parts, `Node ${machine.node}`, ...(machine.commit ? [`commit ${machine.commit}`] : [])].join('; ');
}

function systemName(): string {
  try {
    return /^PRETTY_NAME="?([^"\n]+)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? os.type();
  } catch {
    return os.type();
  }
}

function commit(): string | undefined {
  try {
    const git = (...args: string[]): string => execFileSync('git', args, { encoding: 'utf8', stdio: 'pipe' }).trim();
    return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', 'src') === '' ? '' : '+');
  } catch {
    return undefined;
  }
}
