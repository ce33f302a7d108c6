import { expect, it } from 'vitest';

import { grownBlocks } from './grown-report.ts';

const LOAD = { seconds: 10, bytes: 10e9, answers: 10_000, p99Ms: 20, nodeCpuSeconds: 0, nginxCpuSeconds: 5 };

it('reports only what was measured', () => {
  expect(grownBlocks({})).toEqual([]);
});

it('compares processor time with embedded, and two processes with one', () => {
  const embedded = { readySeconds: 60, cpuSeconds: 100, ownCpuSeconds: 6, engineCpuSeconds: 0 };
  const one = { ...embedded, readySeconds: 110, cpuSeconds: 110, engineCpuSeconds: 30 };
  const fleet = {
    sourceSeconds: 60,
    renditions: ['360p'],
    busyBefore: 0,
    embedded,
    one,
    two: { ...one, readySeconds: 50, cpuSeconds: 120 },
  };
  const rows = cells(grownBlocks({ fleet })[0]?.text);
  expect(rows.map((row) => row.slice(-3))).toContainEqual(['1.10', '<= 1.15', 'yes']);
  expect(rows.map((row) => row.slice(-3))).toContainEqual(['1.20', '<= 1.15', 'NO']);
  expect(rows.at(-1)).toEqual(['ready', '1.10', '>= 0.9', 'yes']);
});

it('holds each way of serving against plain nginx, and tells what a gigabyte costs', () => {
  const serve = {
    ...{ segments: 60, busyBefore: 0, nginx: LOAD },
    node: { ...LOAD, bytes: 4e9, nodeCpuSeconds: 8, nginxCpuSeconds: 0 },
    unkept: { ...LOAD, bytes: 3e9 },
    asked: { ...LOAD, bytes: 8e9 },
    accelerated: { ...LOAD, bytes: 9.5e9, nodeCpuSeconds: 4 },
  };
  const rows = cells(grownBlocks({ serve })[0]?.text);
  expect(rows.find(([name]) => name === 'Lectern alone')?.slice(4)).toEqual(['2.00', '0.00', '0.40', '>= 0.5', 'NO']);
  expect(rows.at(-1)?.slice(6)).toEqual(['0.95', '>= 0.9', 'yes']);
});

it('calls memory flat that rose by little', () => {
  const viewers = {
    ...{ viewers: 1000, seconds: 60, busyBefore: 0, serverCpuSeconds: 30, firstBytes: 200e6, lastBytes: 230e6 },
    segment: { route: 'segment', answers: 15_000, p50: 5, p95: 90, p99: 251 },
  };
  const rows = cells(grownBlocks({ viewers })[0]?.text);
  expect(rows.find(([figure]) => figure === 'p99, ms')).toEqual(['p99, ms', '251', '<= 250', 'NO']);
  expect(rows.at(-1)).toEqual(['more, MB', '30', '<= 64', 'yes']);
  const upload = {
    sizeBytes: 2 ** 30,
    busyBefore: 0,
    seconds: 10,
    serverCpuSeconds: 5,
    firstBytes: 2e8,
    lastBytes: 3e8,
  };
  expect(cells(grownBlocks({ upload })[0]?.text).at(-1)).toEqual(['more, MB', '100', '<= 64', 'NO']);
});

/** The cells of the lines of all tables. */
function cells(text = ''): string[][] {
  const lines = text.split('\n').filter((line) => line.startsWith('|'));
  return lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}
