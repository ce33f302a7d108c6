import { appendFileSync } from 'node:fs';

import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where rows of the table of faults are collected, a line each (print-fault-table.ts). */
    faultTableFile: string;
  }
}

/** What came of one video that a fault was tried on. */
export interface FaultOutcome {
  /** `stuck`: neither ready nor failed, or ready with other frames than it should have, or failed without a reason. */
  readonly end: 'ready' | 'failed' | 'stuck';
  /** Why it failed, or what is wrong. */
  readonly reason?: string | undefined;
}

/** A row of the table. */
export interface FaultRow {
  readonly where: string;
  readonly fault: string;
  readonly tried: number;
  readonly ready: number;
  readonly failed: number;
  /** Codes of the failures, or what is wrong. */
  readonly reasons: readonly string[];
}

/** Adds a row to the table that is printed at the end of the run. */
export function tellFault(where: string, fault: string, outcomes: readonly FaultOutcome[]): void {
  const count = (end: FaultOutcome['end']): number => outcomes.filter((each) => each.end === end).length;
  const reasons = [...new Set(outcomes.flatMap(({ reason }) => reason ?? []))];
  const row: FaultRow = {
    where,
    fault,
    tried: outcomes.length,
    ready: count('ready'),
    failed: count('failed'),
    reasons,
  };
  appendFileSync(inject('faultTableFile'), `${JSON.stringify(row)}\n`);
}
