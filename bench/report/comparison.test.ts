import { describe, expect, it } from 'vitest';

import { comparisonTable } from './comparison.ts';
import { judge } from './measures.ts';
import type { ContenderResult, SourceResult } from './results.ts';
import { renderTable } from './table.ts';

it('draws a table whose columns line up', () => {
  expect(
    renderTable(
      ['a', 'bb', 'note'],
      [
        ['one', '2', 'x'],
        ['three', '10'],
      ],
      ['note'],
    ),
  ).toBe(
    ['| a     |  bb | note |', '| ----- | --: | ---- |', '| one   |   2 | x    |', '| three |  10 |      |'].join('\n'),
  );
});

describe('judge', () => {
  it('compares with the classic command or with a figure, the limit itself being met', () => {
    expect(judge({ kind: 'ratioAtMost', limit: 0.5 }, 5, 10)).toEqual({ text: 'ratio <= 0.5', isMet: true });
    expect(judge({ kind: 'ratioAtMost', limit: 0.5 }, 5.1, 10).isMet).toBe(false);
    expect(judge({ kind: 'atMost', limit: 2 }, 2.01, 1).isMet).toBe(false);
    expect(judge({ kind: 'atLeast', limit: 95 }, 95, undefined).isMet).toBe(true);
    expect(judge({ kind: 'notBelowClassic' }, 78, 78.7).isMet).toBe(false);
  });

  it('says nothing about what was not measured', () => {
    expect(judge({ kind: 'notBelowClassic' }, 78, undefined).isMet).toBeUndefined();
    expect(judge({ kind: 'atMost', limit: 2 }, undefined, 1).isMet).toBeUndefined();
  });
});

describe('comparisonTable', () => {
  const lines = (source: SourceResult): string[] => comparisonTable([source], [360, 720]).split('\n');

  it('puts ratio, goal and verdict beside the two, and peers behind', () => {
    const table = lines(sourceOf('lecture', result('classic', 50), result('Lectern', 20), result('PeerTube', 40)));
    expect(table[0]).toMatch(/\| source .* classic \| Lectern \| ratio \| goal +\| met \| PeerTube \|/);
    expect(cells(table, 'CPU')).toEqual(['lecture', 'CPU, s', '50.0', '20.0', '0.40', 'ratio <= 0.42', 'yes', '40.0']);
    expect(cells(table, 'VMAF 720p, worst')?.slice(4, 7)).toEqual(['', '>= classic', 'yes']);
    expect(cells(table, 'VMAF 360p, mean')?.slice(4, 7)).toEqual(['', '', '']);
  });

  it('has other goals for natural footage', () => {
    const table = lines(sourceOf('natural', result('classic', 50), result('Lectern', 20)));
    expect(cells(table, 'CPU')?.slice(5)).toEqual(['ratio <= 0.33', 'NO']);
    expect(cells(table, 'VMAF 720p, worst')?.slice(5)).toEqual(['', '']);
  });

  it('leaves out what nobody measured', () => {
    const bare = { ...result('classic', 50), renditions: [{ height: 720, bytes: 1 }] };
    expect(lines(sourceOf('lecture', bare, { ...bare, name: 'Lectern' })).join('\n')).not.toContain('VMAF');
  });
});

function cells(table: readonly string[], measure: string): string[] | undefined {
  const line = table.find((each) => each.includes(`| ${measure}`));
  return line
    ?.split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

function sourceOf(kind: SourceResult['kind'], ...contenders: ContenderResult[]): SourceResult {
  return { kind, seconds: 60, description: kind, contenders };
}

function result(name: string, cpuSeconds: number): ContenderResult {
  const vmaf = { mean: 96, worst: 90, worstFrame: 3, frames: 100 };
  return {
    ...{ name, about: name, cpuSeconds, wallSeconds: 10, peakMemoryBytes: 1e8, peakTemporaryBytes: 0 },
    packageBytes: 1e6,
    firstSeconds: { lowest: 1, lowestWithSound: 1, every: 2 },
    renditions: [720, 360].map((height) => ({ height, bytes: 1, vmaf })),
  };
}
