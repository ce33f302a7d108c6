import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { temporaryFolder } from '../../../../test/support/temporary-folder.ts';
import { takeFolderLock } from './folder-lock.ts';

/** Writes a lock as another holder would have left it. */
function leaveLock(file: string, changes: Record<string, unknown>): void {
  const probe = takeFolderLock(file);
  const own = JSON.parse(readFileSync(file, 'utf8')) as object;
  probe.release();
  writeFileSync(file, JSON.stringify({ ...own, token: 'other', ...changes }));
}

function setAgeMs(file: string, ms: number): void {
  const time = new Date(Date.now() - ms);
  utimesSync(file, time, time);
}

describe('the lock of a data folder', () => {
  it('is refused while its holder lives, and free again after', () => {
    const file = join(temporaryFolder(), 'x.lock');
    const lock = takeFolderLock(file);
    expect(() => takeFolderLock(file)).toThrow(expect.objectContaining({ code: 'DATA_IN_USE' }));
    lock.release();
    expect(existsSync(file)).toBe(false);
    takeFolderLock(file).release();
  });

  it('is taken over at once from a dead process', () => {
    const file = join(temporaryFolder(), 'x.lock');
    leaveLock(file, { pid: spawnSync('true').pid });
    expect(() => takeFolderLock(file).release()).not.toThrow();
  });

  it('is taken over from a dead process whose pid another one has now', () => {
    const file = join(temporaryFolder(), 'x.lock');
    leaveLock(file, { pid: process.ppid, startTicks: '1' });
    expect(() => takeFolderLock(file).release()).not.toThrow();
  });

  it('is taken over from another container only when that one is silent', () => {
    const file = join(temporaryFolder(), 'x.lock');
    leaveLock(file, { place: 'elsewhere' });
    expect(() => takeFolderLock(file)).toThrow(expect.objectContaining({ code: 'DATA_IN_USE' }));
    setAgeMs(file, 16_000);
    takeFolderLock(file).release();
  });

  it('is taken over when it holds no holder, and leaves no other file', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'x.lock'), '');
    const lock = takeFolderLock(join(folder, 'x.lock'));
    expect(readdirSync(folder)).toEqual(['x.lock']);
    lock.release();
    expect(readdirSync(folder)).toEqual([]);
  });
});
