import { readFileSync } from 'node:fs';
import path from 'node:path';

import { expect, it } from 'vitest';

import { PARTS } from '../parts/part.ts';
import { replaceBlock, updateBenchmarksPage } from './benchmarks-page.ts';
import { parseFfmpegVersion } from './machine.ts';
import type { BenchResults } from './results.ts';

const PAGE = readFileSync(path.join(import.meta.dirname, '../../docs/reference/benchmarks.md'), 'utf8');
const RESULTS: BenchResults = {
  startedAt: '2026-01-31T10:00:00Z',
  machine: {
    ...{ cpu: 'Some CPU', cores: 2, memoryBytes: 2 ** 34, system: 'Some Linux', ffmpeg: '5.1.9', node: 'v20.19.0' },
    ...{ commit: 'abc1234', loadBefore: 0.1 },
  },
  ladder: [720],
  sources: [],
  lengths: [],
  served: {},
  failures: [],
};

it('replaces what stands between two markers, any number of times', () => {
  const page = 'a\n<!-- bench:x -->\nold\n<!-- /bench:x -->\nb\n';
  const once = replaceBlock(page, 'x', 'new');
  expect(once).toBe('a\n<!-- bench:x -->\n\nnew\n\n<!-- /bench:x -->\nb\n');
  expect(replaceBlock(once, 'x', 'new')).toBe(once);
  expect(() => replaceBlock(page, 'y', 'new')).toThrow(/bench:y/);
});

it('writes the real page: the blocks it measured, with machine and date, and no others', () => {
  const sources = [{ kind: 'lecture' as const, seconds: 60, description: '60 s of slides', contenders: [] }];
  const page = updateBenchmarksPage(PAGE, { ...RESULTS, sources }, '2026-01-31');
  expect(page).toContain('Measured 2026-01-31 on Some CPU, 2 cores, 16 GiB; Some Linux; FFmpeg 5.1.9;');
  expect(page).toContain('Source: 60 s of slides.');
  const block = (name: string): string =>
    page.split(`<!-- bench:${name} -->`)[1]?.split(`<!-- /bench:${name} -->`)[0] ?? 'no block';
  // The other blocks keep what was measured before, on a busy machine or not.
  expect(block('lecture')).not.toContain('not idle');
  for (const name of ['natural', 'lengths']) expect(PAGE).toContain(block(name));
});

it('has a block for every part of a running server', () => {
  const recipes = [{ name: 'classic', playable: 'all', sourceSeconds: 60, seconds: 90 }];
  expect(updateBenchmarksPage(PAGE, { ...RESULTS, served: { recipes } }, '2026-01-31')).toContain('1 min 30 s');
  for (const part of PARTS.filter((each) => each !== 'compare')) expect(PAGE).toContain(`<!-- bench:${part} -->`);
});

it('says when the machine was busy', () => {
  const sources = [{ kind: 'natural' as const, seconds: 60, description: 'a film', contenders: [] }];
  const machine = { ...RESULTS.machine, loadBefore: 3 };
  expect(updateBenchmarksPage(PAGE, { ...RESULTS, machine, sources }, '2026-01-31')).toContain('not idle');
});

it.each([
  ['ffmpeg version 5.1.9-0+deb12u1 Copyright (c) 2000-2026', '5.1.9'],
  ['ffmpeg version n7.1 Copyright', '7.1'],
  ['something else', 'unknown'],
])('reads the version out of "%s"', (text, version) => {
  expect(parseFfmpegVersion(text)).toBe(version);
});
