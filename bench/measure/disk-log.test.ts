import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { expect, it } from 'vitest';

import { DiskLog, listFileSizes } from './disk-log.ts';

it('counts what passed through, at its worst moment, and not what stays', () => {
  const log = new DiskLog();
  log.add(new Map([['kept', 500]]));
  log.add(
    new Map([
      ['kept', 900],
      ['a.part', 30],
    ]),
  );
  log.add(
    new Map([
      ['kept', 900],
      ['a.part', 70],
      ['b.part', 50],
    ]),
  );
  log.add(
    new Map([
      ['kept', 900],
      ['a', 70],
      ['b.part', 60],
    ]),
  );
  log.add(
    new Map([
      ['kept', 900],
      ['a', 70],
    ]),
  );
  expect(log.peakBytesWithout(new Set(['kept', 'a']))).toBe(120);
  expect(log.peakBytesWithout(new Set(['kept', 'a', 'a.part']))).toBe(60);
  expect(log.peakBytesWithout(new Set())).toBe(1030);
});

it('counts a file that comes back under the same name', () => {
  const log = new DiskLog();
  for (const bytes of [10, undefined, 25, undefined]) log.add(new Map(bytes ? [['x', bytes]] : []));
  expect(log.peakBytesWithout(new Set())).toBe(25);
});

it('has no peak without a look', () => {
  expect(new DiskLog().peakBytesWithout(new Set())).toBe(0);
});

it('lists files of all folders with their sizes; a folder that is not there has none', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lectern-disk-log-'));
  try {
    mkdirSync(path.join(folder, 'a', 'b'), { recursive: true });
    writeFileSync(path.join(folder, 'a', 'b', 'c.ts'), 'xyz');
    writeFileSync(path.join(folder, 'd'), '');
    expect(listFileSizes(folder)).toEqual(
      new Map([
        ['a/b/c.ts', 3],
        ['d', 0],
      ]),
    );
    expect(listFileSizes(path.join(folder, 'none'))).toEqual(new Map());
  } finally {
    rmSync(folder, { recursive: true });
  }
});
