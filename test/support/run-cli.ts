import { type ChildProcess, spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { lecternProgram } from './lectern-program.ts';

const ROOT = join(import.meta.dirname, '../..');

/** How a run of the command line ended. */
export interface CliResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts `lectern` as people do, in a process of its own; `wrapper` may be a program that runs it with limits. */
export function startCli(
  args: readonly string[],
  options: { readonly env?: Record<string, string>; readonly wrapper?: readonly string[] } = {},
): { readonly child: ChildProcess; readonly result: Promise<CliResult> } {
  const command = [...(options.wrapper ?? []), process.execPath, ...lecternProgram(), ...args];
  const child = spawn(command[0]!, command.slice(1), {
    cwd: ROOT,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (stderr += text));
  const result = new Promise<CliResult>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, result };
}

/** Runs `lectern` to its end. */
export async function runCli(...args: readonly string[]): Promise<CliResult> {
  return await startCli(args).result;
}

/** Every file under a folder, relative and in order. */
export async function listTree(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}
