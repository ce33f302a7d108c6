import { existsSync, readFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

import { expect } from 'vitest';

import { listTree, runCli } from './run-cli.ts';
import { runFfmpeg } from './run-ffmpeg.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** One sample file, as the manifest of the media folder describes it. */
export interface Sample {
  readonly file: string;
  readonly expect: 'ready' | 'rejected';
  readonly uploadAs?: string;
  readonly displayWidth: number | null;
  readonly displayHeight: number | null;
  readonly duration: number | null;
  readonly videoSpan: number | null;
  readonly videoPackets: number | null;
  readonly audioTracks: number;
  readonly features: readonly string[];
  readonly note: string;
}

/** The samples of this machine; empty where there are none (the runner says so loudly, and CI fails). */
export function listSamples(): readonly Sample[] {
  const folder = process.env['LECTERN_TEST_MEDIA'];
  if (folder === undefined || !existsSync(join(folder, 'manifest.json'))) return [];
  return JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Sample[];
}

/** Longer ones are cut to their first seconds, packets unchanged. */
const CUT_SECONDS = 10;
/** Fewer frames take no time whatever their length, and keep their odd beginnings and ends. */
const CUT_ABOVE_FRAMES = 600;
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
  const { file, isCut } = await prepare(sample, folder);
  const output = join(folder, 'out');
  const startedAt = performance.now();
  const result = await runCli('transcode', file, output, '--json');
  expect(performance.now() - startedAt, 'milliseconds').toBeLessThan(LONGEST_MS);

  if (sample.expect === 'rejected') {
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toMatch(/^[A-Z][A-Z_]+: [^\n]+\n$/);
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

async function prepare(sample: Sample, folder: string): Promise<{ file: string; isCut: boolean }> {
  const original = join(process.env['LECTERN_TEST_MEDIA'] ?? '', sample.file);
  const isCut =
    sample.expect === 'ready' && (sample.videoSpan ?? 0) > CUT_SECONDS && (sample.videoPackets ?? 0) > CUT_ABOVE_FRAMES;
  if (isCut) {
    const file = join(folder, `cut${extname(sample.file)}`);
    await runFfmpeg(
      '-v',
      'error',
      '-i',
      original,
      '-map',
      '0:v?',
      '-map',
      '0:a?',
      '-c',
      'copy',
      '-t',
      String(CUT_SECONDS),
      file,
    );
    return { file, isCut };
  }
  if (sample.uploadAs === undefined) return { file: original, isCut };
  const file = join(folder, sample.uploadAs);
  await copyFile(original, file);
  return { file, isCut };
}

/** The best rendition has the shape of the picture as it is shown, upright and with square pixels. */
function expectRightShape({ displayWidth, displayHeight, features }: Sample, { renditions }: Summary): void {
  if (features.includes('multi-video')) return; // the manifest tells of the first picture, players show the default one
  const best = renditions.at(-1);
  const [width, height] = [displayWidth ?? 640, displayHeight ?? 360];
  expect(best).toBeDefined();
  // Sides are even numbers, so either may be a pixel off, and 16 at least.
  const [wide, high] = [best?.width ?? 0, best?.height ?? 0];
  const allowed = 1 / wide + 1 / high + 0.002;
  if (Math.min(width, height) >= 16)
    expect(Math.abs((wide / high) * (height / width) - 1), `${wide}x${high}`).toBeLessThanOrEqual(allowed);
  expect(Math.min(wide, high)).toBeLessThanOrEqual(Math.max(16, Math.min(1080, Math.min(width, height) + 1)));
}

/** Shows all that was counted, and no more than the container claims (where its claim makes sense). */
function expectRightLength(sample: Sample, { seconds }: Summary, isCut: boolean): void {
  const span = isCut ? CUT_SECONDS : (sample.videoSpan ?? 0);
  const claimed = isCut ? CUT_SECONDS : (sample.duration ?? span);
  // An edit list may hide a frame, of a second in one sample.
  const shortest = sample.features.includes('edit-list') ? span - 1 : span;
  const longest = claimed > 24 * 3600 ? span : Math.max(span, claimed);
  expect(seconds).toBeGreaterThanOrEqual(shortest * 0.98 - 0.2);
  expect(seconds).toBeLessThanOrEqual(longest * 1.02 + 1);
}
