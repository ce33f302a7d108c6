import { expect, it } from 'vitest';

import { cpuSecondsOf, parseProcessStat, readProcessCpu } from './tree-cpu.ts';

it('reads a line of /proc whatever the program is called', () => {
  const line = '42 (a ) b (c) S 7 42 42 0 -1 4194560 1 2 3 4 100 20 3000 400 20 0 1 0 5 6 7';
  expect(parseProcessStat(line)).toEqual({ parentPid: 7, cpuSeconds: 35.2, ownSeconds: 1.2 });
  expect(parseProcessStat('nothing')).toBeUndefined();
});

it('adds up a tree, and nothing beside it', () => {
  const processes = new Map([
    [1, { parentPid: 0, cpuSeconds: 100, ownSeconds: 0 }],
    [2, { parentPid: 1, cpuSeconds: 1, ownSeconds: 0 }],
    [3, { parentPid: 2, cpuSeconds: 2, ownSeconds: 0 }],
    [4, { parentPid: 3, cpuSeconds: 4, ownSeconds: 0 }],
    [5, { parentPid: 1, cpuSeconds: 50, ownSeconds: 0 }],
  ]);
  expect(cpuSecondsOf(2, processes)).toBe(7);
});

it('finds this process', () => {
  expect(cpuSecondsOf(process.pid, readProcessCpu())).toBeGreaterThan(0);
});
