import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { check } from './check.ts';

let folder: string;
let out: string[];
let err: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-check-test-'));
  out = [];
  err = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void out.push(line));
  vi.spyOn(console, 'error').mockImplementation((line: string) => void err.push(line));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

describe('lectern check', () => {
  it('ends with 1 and a report that names what is broken', async () => {
    writeFileSync(join(folder, 'master.m3u8'), '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n360p/playlist.m3u8\n');
    expect(await check({ target: folder, json: false })).toBe(1);
    expect(out.join('\n')).toContain('MUST   F1');
    expect(out.join('\n')).toContain('must: 360p: 360p/playlist.m3u8 is missing');
    expect(err).toEqual([]);
  });

  it('prints JSON and nothing else when asked', async () => {
    writeFileSync(join(folder, 'a.m3u8'), '#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\ngone.ts\n');
    expect(await check({ target: join(folder, 'a.m3u8'), json: true })).toBe(1);
    const report = JSON.parse(out.join('\n')) as { isValid: boolean; rules: { rule: string; status: string }[] };
    expect(report.isValid).toBe(false);
    expect(report.rules.find(({ rule }) => rule === 'F1')?.status).toBe('must');
    expect(report.rules).toHaveLength(22);
  });

  it.each([
    ['a folder that is not there', 'nothing', /^SOURCE_MISSING: .*nothing does not exist\.$/],
    ['a folder without playlist', '.', /^SOURCE_MISSING: .* holds no \.m3u8 playlist\.$/],
  ])('ends with 2 and one line for %s', async (_, name, line) => {
    expect(await check({ target: join(folder, name), json: false })).toBe(2);
    expect(err).toEqual([expect.stringMatching(line)]);
    expect(out).toEqual([]);
  });

  it('ends with 2 when the source cannot be read', async () => {
    writeFileSync(join(folder, 'source.mp4'), 'no video');
    expect(await check({ target: folder, source: join(folder, 'source.mp4'), json: true })).toBe(2);
    expect(err).toEqual([expect.stringMatching(/^SOURCE_NOT_MEDIA: /)]);
    expect(await check({ target: 'http://', json: false })).toBe(2);
    expect(err[1]).toMatch(/^USAGE: /);
  });
});
