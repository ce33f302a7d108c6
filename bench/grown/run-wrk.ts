import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

/** What a load brought. */
export interface LoadResult {
  readonly seconds: number;
  /** With headers. */
  readonly bytes: number;
  readonly answers: number;
  readonly p99Ms: number;
}

const SCRIPT = path.join(import.meta.dirname, 'run-wrk.lua');
const CONNECTIONS = 32;

/**
 * Asks for paths in turn, each of many connections for its next as soon as one has come, with wrk in one thread. Throws
 * when a single answer failed.
 */
export async function runWrk(
  url: string,
  options: { readonly paths: readonly string[]; readonly cookie?: string; readonly seconds: number; folder: string },
): Promise<LoadResult> {
  const list = path.join(options.folder, 'paths.txt');
  writeFileSync(list, options.paths.map((each) => `${each}\n`).join(''));
  const header = options.cookie === undefined ? [] : ['-H', `Cookie: ${options.cookie}`];
  const load = ['-t1', `-c${CONNECTIONS}`, `-d${options.seconds}s`, '--timeout', '10s', ...header];
  const { stdout } = await promisify(execFile)('wrk', [...load, '-s', SCRIPT, url, '--', list]);
  return readWrk(stdout);
}

/** Reads what run-wrk.lua wrote. Throws when answers failed. */
export function readWrk(output: string): LoadResult {
  const json = /^JSON (.*)$/m.exec(output)?.[1];
  if (json === undefined) throw new Error(`wrk said something else: ${output.slice(-500)}`);
  const { failed, ...load } = JSON.parse(json) as LoadResult & { failed: number };
  if (failed > 0) throw new Error(`${failed} of ${load.answers} answers failed`);
  return load;
}
