import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { expect } from 'vitest';

import { listTree, runCli } from '../run-cli.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { expectRightLength, expectRightShape } from './expected-shape.ts';
import { codeOfRefusal } from './refusals.ts';
import { prepareSample, type Sample } from './samples.ts';

/** A damaged or huge file may take long; one that hangs is wrong. */
const LONGEST_MS = 180_000;

interface Summary {
  readonly seconds: number;
  readonly renditions: readonly { readonly id: string; readonly width: number; readonly height: number }[];
  readonly audio: readonly object[];
}

/**
 * Puts a sample through `lectern transcode` and expects what its manifest entry expects. `transcode` proves its tree
 * itself; `alsoCheck` has `lectern check` say the same.
 */
export async function proveOutcome(sample: Sample, alsoCheck: boolean): Promise<void> {
  const folder = temporaryFolder();
  const { path, isCut } = await prepareSample(sample, folder);
  const output = join(folder, 'out');
  const startedAt = performance.now();
  const result = await runCli('transcode', path, output, '--json');
  expect(performance.now() - startedAt, 'milliseconds').toBeLessThan(LONGEST_MS);

  if (sample.expect === 'rejected') {
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toMatch(/^[A-Z][A-Z_]+: [^\n]+\n$/);
    expect(result.stderr.split(':')[0]).toBe(codeOfRefusal(sample.file));
    expect(existsSync(output), 'an output folder of a refused file').toBe(false);
    return;
  }
  expect(result.stderr).toBe('');
  expect(result.code).toBe(0);
  const summary = JSON.parse(result.stdout) as Summary;
  expectRightShape(sample, summary);
  expectRightLength(sample, summary, isCut);
  expect((await listTree(output)).filter((name) => name.endsWith('.part'))).toEqual([]);
  if (!alsoCheck) return;
  const check = await runCli('check', output);
  expect(check.code, check.stdout).toBe(0);
}
