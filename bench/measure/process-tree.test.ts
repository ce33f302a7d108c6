import { describe, expect, it } from 'vitest';

import { parseProcessStatus, readProcesses, residentBytesBelow } from './process-tree.ts';

describe('parseProcessStatus', () => {
  it('reads parent and resident memory whatever the program is called', () => {
    const text = 'Name:\tPPid: 7 (x)\nUmask:\t0022\nPid:\t12\nPPid:\t3\nVmHWM:\t  900 kB\nVmRSS:\t  812 kB\n';
    expect(parseProcessStatus(text)).toEqual({ parentPid: 3, residentBytes: 812 * 1024 });
  });

  it('takes a zombie as holding nothing, and text without a parent as no process', () => {
    expect(parseProcessStatus('Name:\tffmpeg\nState:\tZ (zombie)\nPPid:\t9\n')).toEqual({
      parentPid: 9,
      residentBytes: 0,
    });
    expect(parseProcessStatus('')).toBeUndefined();
  });
});

describe('residentBytesBelow', () => {
  const tree = new Map([
    [1, { parentPid: 0, residentBytes: 1 }],
    [10, { parentPid: 1, residentBytes: 10 }],
    [11, { parentPid: 10, residentBytes: 100 }],
    [12, { parentPid: 11, residentBytes: 1000 }],
    [13, { parentPid: 10, residentBytes: 10_000 }],
    [20, { parentPid: 1, residentBytes: 100_000 }],
  ]);

  it('adds up descendants of every generation and nobody else', () => {
    expect(residentBytesBelow(10, tree)).toBe(11_100);
    expect(residentBytesBelow(12, tree)).toBe(0);
    expect(residentBytesBelow(99, tree)).toBe(0);
  });

  it('ends when numbers of processes close a circle', () => {
    const circle = new Map([
      [5, { parentPid: 6, residentBytes: 1 }],
      [6, { parentPid: 5, residentBytes: 2 }],
    ]);
    expect(residentBytesBelow(5, circle)).toBe(2);
  });
});

it.runIf(process.platform === 'linux')('finds this very process', () => {
  const own = readProcesses().get(process.pid);
  expect(own?.parentPid).toBe(process.ppid);
  expect(own?.residentBytes).toBeGreaterThan(10_000_000);
});
