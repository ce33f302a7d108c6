import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { onTestFinished } from 'vitest';

import { lecternProgram } from '../lectern-program.ts';
import { ADMIN_SETTINGS } from './admin.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** A program of Lectern in a process of its own, which a test may kill. */
export interface ChildProgram {
  readonly process: ChildProcess;
  /** Settles when it has ended, for whatever reason. */
  readonly ended: Promise<unknown>;
  /** What it said so far. */
  output(): string;
  /** Ends it and waits until it has ended. */
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null>;
}

/** `lectern serve`. */
export interface ChildServer extends ChildProgram {
  readonly url: string;
}

/** Starts the server, or another program that is one, on PORT of the settings or a free one, and waits until it answers. */
export async function startChildServer(
  dataFolder: string,
  settings: Record<string, string> = {},
  program: readonly string[] = [...lecternProgram(), 'serve'],
  atTheEnd: AtTheEnd = onTestFinished,
): Promise<ChildServer> {
  const port = Number(settings['PORT'] ?? (await freePort()));
  const own = { LECTERN_DATA: dataFolder, PORT: String(port), ...ADMIN_SETTINGS, ...settings };
  const child = await startChild(program, 'Lectern is ready', own, atTheEnd);
  return { ...child, url: `http://127.0.0.1:${port}` };
}

/** Starts `lectern worker` and waits until it takes jobs. */
export async function startChildWorker(
  dataFolder: string,
  settings: Record<string, string>,
  program: readonly string[] = [...lecternProgram(), 'worker'],
  atTheEnd: AtTheEnd = onTestFinished,
): Promise<ChildProgram> {
  return await startChild(program, 'Lectern worker is ready', { LECTERN_DATA: dataFolder, ...settings }, atTheEnd);
}

/** Takes what ends a program that still runs. */
type AtTheEnd = (end: () => Promise<void>) => void;

async function startChild(
  program: readonly string[],
  readyText: string,
  settings: Record<string, string>,
  atTheEnd: AtTheEnd,
): Promise<ChildProgram> {
  const child = spawn(process.execPath, program, {
    cwd: ROOT,
    env: { ...process.env, LECTERN_DISK_RESERVE_BYTES: '1000000', LECTERN_DEMO: 'no', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  atTheEnd(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  let output = '';
  await new Promise<void>((resolve, reject) => {
    const read = (bytes: Buffer): void => {
      output += bytes.toString();
      if (output.includes(readyText)) resolve();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('exit', (code) => reject(new Error(`the program ended with ${code}: ${output}`)));
  });
  return {
    process: child,
    ended,
    output: () => output,
    async kill(signal) {
      child.kill(signal);
      await ended;
      return child.exitCode;
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
