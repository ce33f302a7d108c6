import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

import { DiskLog, listFileSizes } from './disk-log.ts';
import { type FirstSegmentSigns, FirstSegmentWatch, type Milestone } from './first-segments.ts';
import { readProcesses, residentBytesBelow } from './process-tree.ts';

/** A program and its arguments. */
export type Command = readonly [string, ...string[]];

/** What is measured. */
export interface MeasuredJob {
  /** Run one after the other; the job ends with the last. */
  readonly commands: readonly Command[];
  readonly outputFolder: string;
  /** The commands' TMPDIR; every byte in it counts as temporary. */
  readonly temporaryFolder: string;
  readonly signs: FirstSegmentSigns;
  /** Whether a file of the output, by its path in it, belongs to what is delivered. */
  readonly isDelivered: (file: string) => boolean;
}

/** What one job cost. */
export interface Measurement {
  /** User and system time of all processes of the job. */
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  /** Largest sum over the job's processes at one look. */
  readonly peakMemoryBytes: number;
  /** Largest sum over files that are not delivered at one look. */
  readonly peakTemporaryBytes: number;
  readonly packageBytes: number;
  readonly firstSeconds: Readonly<Record<Milestone, number>>;
}

/** Between two looks for first segments: what their times are exact to. */
const WATCH_INTERVAL_MS = 20;
/** Between two looks at memory and disk. */
const SAMPLE_INTERVAL_MS = 200;
/** Runs count-cpu.pl; on every Debian and Ubuntu. */
export const PERL = 'perl';
export const COUNT_CPU = path.join(import.meta.dirname, 'count-cpu.pl');

/** Runs a job and measures it. Throws when a command fails, with the end of what it said. Needs Linux and perl. */
export async function measureRun(job: MeasuredJob): Promise<Measurement> {
  mkdirSync(job.outputFolder, { recursive: true });
  mkdirSync(job.temporaryFolder, { recursive: true });
  const disk = new DiskLog();
  const watch = new FirstSegmentWatch(job.signs, job.outputFolder);
  const startedAt = performance.now();
  const elapsedSeconds = (): number => (performance.now() - startedAt) / 1000;
  let cpuSeconds = 0;
  let peakMemoryBytes = 0;
  let runningPid: number | undefined;
  const look = (): void => {
    disk.add(filesOf(job));
    if (runningPid === undefined) return;
    peakMemoryBytes = Math.max(peakMemoryBytes, residentBytesBelow(runningPid, readProcesses()));
  };
  const sampler = setInterval(look, SAMPLE_INTERVAL_MS);
  const watcher = setInterval(() => {
    watch.look(elapsedSeconds());
    if (watch.isComplete) clearInterval(watcher);
  }, WATCH_INTERVAL_MS);
  try {
    for (const command of job.commands) {
      const running = startCounted(command, job.temporaryFolder);
      runningPid = running.pid;
      cpuSeconds += await running.cpuSeconds;
      runningPid = undefined;
    }
  } finally {
    clearInterval(sampler);
    clearInterval(watcher);
  }
  const wallSeconds = elapsedSeconds();
  look();
  const delivered = [...listFileSizes(job.outputFolder)].filter(([file]) => job.isDelivered(file));
  return {
    cpuSeconds,
    wallSeconds,
    peakMemoryBytes,
    peakTemporaryBytes: disk.peakBytesWithout(new Set(delivered.map(([file]) => outputName(file)))),
    packageBytes: delivered.reduce((sum, [, bytes]) => sum + bytes, 0),
    firstSeconds: watch.finish(wallSeconds),
  };
}

/** Starts a command under count-cpu.pl. */
function startCounted(
  command: Command,
  temporaryFolder: string,
): { pid: number | undefined; cpuSeconds: Promise<number> } {
  const child = spawn(PERL, [COUNT_CPU, ...command], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    env: { ...process.env, TMPDIR: temporaryFolder },
  });
  const [stderr, report] = child.stdio.slice(2) as [Readable, Readable];
  const outcome = async (): Promise<number> => {
    const ended = new Promise<void>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', () => resolve());
    });
    const [said, counted] = await Promise.all([text(stderr), text(report), ended]);
    const { cpuSeconds, exitCode } = parseCount(counted);
    if (exitCode === 0) return cpuSeconds;
    throw new Error(`${command.join(' ')}\nended with ${exitCode}: ${said.slice(-2000)}`);
  };
  return { pid: child.pid, cpuSeconds: outcome() };
}

/** Reads the report of count-cpu.pl. Text of another shape (it could not start) gives exit code 127. */
export function parseCount(counted: string): { cpuSeconds: number; exitCode: number } {
  const found = /^([\d.]+) ([\d.]+) (\d+)$/.exec(counted.trim());
  if (!found) return { cpuSeconds: 0, exitCode: 127 };
  return { cpuSeconds: Number(found[1]) + Number(found[2]), exitCode: Number(found[3]) };
}

function filesOf(job: MeasuredJob): Map<string, number> {
  const files = new Map<string, number>();
  for (const [file, bytes] of listFileSizes(job.outputFolder)) files.set(outputName(file), bytes);
  for (const [file, bytes] of listFileSizes(job.temporaryFolder)) files.set(`temporary/${file}`, bytes);
  return files;
}

function outputName(file: string): string {
  return `output/${file}`;
}
