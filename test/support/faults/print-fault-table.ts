import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { TestProject } from 'vitest/node';

import type { FaultRow } from './fault-table.ts';

/** Vitest's global set-up: collects what the files of faults tell, and prints it as one table at the end of the run. */
export default function printFaultTable(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-faults-'));
  const file = join(folder, 'rows.jsonl');
  project.provide('faultTableFile', file);
  return () => {
    const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
    rmSync(folder, { recursive: true, force: true });
    if (lines.length === 0) return;
    const rows = lines.map((line) => JSON.parse(line) as FaultRow);
    const cells = rows.map(({ where, fault, tried, ready, failed, reasons }) => [
      where,
      fault,
      String(tried),
      String(ready + failed),
      failed > 0 || reasons.length > 0 ? `${ready} ready, ${failed} failed (${reasons.join(', ')})` : `${ready} ready`,
    ]);
    const table = [['where', 'fault', 'tried', 'survived', 'how'], ...cells.toSorted(byText)];
    const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
    console.log(
      `\nFaults, each at random moments; survived = ready with its exact frames, or failed with a reason\n\n${table
        .map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd())
        .join('\n')}\n`,
    );
  };
}

function byText([a = '', b = '']: readonly string[], [c = '', d = '']: readonly string[]): number {
  return a.localeCompare(c) || b.localeCompare(d);
}
