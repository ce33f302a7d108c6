import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { expect, it } from 'vitest';

const PROGRAM = join(import.meta.dirname, '../support/faults/pause-at-once.ts');

it.each([0, 5, 20, 60, 200])(
  'leaves no FFmpeg that stands still behind a process that is killed %i ms after it paused them',
  async (afterMs) => {
    const mark = randomUUID();
    const child = spawn(process.execPath, ['--import', 'tsx', PROGRAM, mark], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    await sleep(afterMs);
    expect(markedProcesses(mark).length).toBeGreaterThan(10);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await expect.poll(() => markedProcesses(mark)).toEqual([]);
  },
);

/** Every process with this in its command line; of one that has ended and was not collected yet it is empty. */
function markedProcesses(mark: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(mark);
    } catch {
      return false; // gone meanwhile
    }
  });
}
