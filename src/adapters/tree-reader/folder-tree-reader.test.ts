import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createFolderTreeReader } from './folder-tree-reader.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-tree-'));
  mkdirSync(join(folder, 'tree/720p'), { recursive: true });
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  writeFileSync(join(folder, 'tree/720p/a b.m4s'), 'segment');
});
afterEach(() => rmSync(folder, { recursive: true }));

function reader() {
  return createFolderTreeReader(join(folder, 'tree'));
}

function text(answer: { bytes: Uint8Array } | { fault: string }): string {
  return 'fault' in answer ? answer.fault : new TextDecoder().decode(answer.bytes);
}

describe('a folder', () => {
  it.each([
    [['index.m3u8', 'master.m3u8', 'a-master.m3u8'], 'master.m3u8'],
    [['360.m3u8', 'ab-master.m3u8'], 'ab-master.m3u8'],
    [['z.m3u8', 'a.m3u8', 'a.mp4'], 'a.m3u8'],
  ])('with %j begins with %s', async (names, entry) => {
    for (const name of names) writeFileSync(join(folder, 'tree', name), '#EXTM3U');
    expect(await reader().findEntry()).toBe(entry);
  });

  it('begins with the playlist that was named', async () => {
    writeFileSync(join(folder, 'tree/720p/playlist.m3u8'), '#EXTM3U');
    const named = createFolderTreeReader(join(folder, 'tree/720p/playlist.m3u8'));
    expect(await named.findEntry()).toBe('playlist.m3u8');
    expect(text(await named.read('a b.m4s'))).toBe('segment');
  });

  it('without a playlist, or not there, is refused', async () => {
    await expect(reader().findEntry()).rejects.toMatchObject({ code: 'SOURCE_MISSING' });
    const nothing = createFolderTreeReader(join(folder, 'nothing'));
    await expect(nothing.findEntry()).rejects.toMatchObject({ code: 'SOURCE_MISSING' });
  });

  it.each([
    ['master.m3u8', '720p/a%20b.m4s', '720p/a b.m4s'],
    ['720p/playlist.m3u8', '../audio/x.m4s?v=1#t', 'audio/x.m4s'],
    ['720p/playlist.m3u8', './x.m4s', '720p/x.m4s'],
    ['master.m3u8', '../secret.txt', undefined],
    ['720p/playlist.m3u8', '%2e%2e/../../secret.txt', undefined],
    ['master.m3u8', '/etc/passwd', undefined],
    ['master.m3u8', 'file:///etc/passwd', undefined],
    ['master.m3u8', 'https://example.org/x.m4s', undefined],
    ['master.m3u8', '%zz', undefined],
    ['master.m3u8', 'x%00.m4s', undefined],
  ])('resolves, in %s, %s to %s', (from, uri, resolved) => {
    expect(reader().resolve(from, uri)).toBe(resolved);
  });

  it('gives whole files and exact ranges', async () => {
    writeFileSync(join(folder, 'tree/master.m3u8'), '#EXTM3U');
    expect(text(await reader().read('720p/a b.m4s'))).toBe('segment');
    expect(text(await reader().read('720p/a b.m4s', { start: 1, end: 4 }))).toBe('egm');
    expect(text(await reader().read('720p/a b.m4s', { start: 5, end: 8 }))).toBe('has 7 bytes, wanted up to byte 8');
  });

  it('says what is wrong instead of throwing', async () => {
    writeFileSync(join(folder, 'tree/master.m3u8'), '#EXTM3U');
    expect(text(await reader().read('720p/gone.m4s'))).toBe('is missing');
    expect(text(await reader().read('720p/a b.m4s/x'))).toBe('is missing');
    expect(text(await reader().read('720p'))).toBe('is not a file');
    symlinkSync(join(folder, 'secret.txt'), join(folder, 'tree/link.m4s'));
    expect(text(await reader().read('link.m4s'))).toBe('is a link that leads out of the folder');
  });
});
