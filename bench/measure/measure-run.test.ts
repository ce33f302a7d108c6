import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { type Command, type MeasuredJob, measureRun, parseCount } from './measure-run.ts';

it('reads the report of count-cpu.pl, and takes anything else as a program that did not start', () => {
  expect(parseCount('1.25 0.5 0\n')).toEqual({ cpuSeconds: 1.75, exitCode: 0 });
  expect(parseCount('')).toEqual({ cpuSeconds: 0, exitCode: 127 });
});

describe.runIf(process.platform === 'linux')('measureRun', () => {
  /** Perl that uses 0.2 s of processor time, however busy the machine is. */
  const BURN = 'do { $sum += $_ for 1 .. 9999 } while (times)[0] < 0.2';
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'lectern-measure-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function job(...commands: Command[]): MeasuredJob {
    return {
      commands,
      outputFolder: path.join(folder, 'output'),
      temporaryFolder: path.join(folder, 'temporary'),
      signs: { files: { lowest: ['first'], lowestWithSound: ['first'], every: ['first'] }, endCounts: true },
      isDelivered: (file) => !file.startsWith('state/'),
    };
  }

  it('counts a grandchild whose parent does not wait for it, as with bwrap', async () => {
    const { cpuSeconds } = await measureRun(job(['sh', '-c', `perl -e '${BURN}' & exit 0`]));
    expect(cpuSeconds).toBeGreaterThanOrEqual(0.19);
  });

  it('adds up the commands of a job', async () => {
    const { cpuSeconds, wallSeconds } = await measureRun(job(['perl', '-e', BURN], ['perl', '-e', BURN]));
    expect(cpuSeconds).toBeGreaterThanOrEqual(0.38);
    expect(wallSeconds).toBeGreaterThan(0.3);
  });

  it('sees memory, temporary files, the first segment and the package', async () => {
    const script = `
      mkdir '${folder}/output/state'
      head -c 5000 /dev/zero > '${folder}/output/first'
      head -c 700 /dev/zero > '${folder}/output/state/plan'
      head -c 20000 /dev/zero > "$TMPDIR/scratch"
      perl -e 'my $held = "x" x 50_000_000; do { $sum += $_ for 1 .. 9999 } while (times)[0] < 0.5'`;
    const measured = await measureRun(job(['sh', '-c', script]));
    expect(measured.packageBytes).toBe(5000);
    expect(measured.peakTemporaryBytes).toBe(20_700);
    expect(measured.peakMemoryBytes).toBeGreaterThan(50_000_000);
    expect(measured.firstSeconds.every).toBeLessThan(measured.wallSeconds - 0.3);
  });

  it('says what failed', async () => {
    await expect(measureRun(job(['sh', '-c', 'echo no such rung >&2; exit 3']))).rejects.toThrow(
      /ended with 3: no such rung/,
    );
    await expect(measureRun(job(['/nowhere/ffmpeg']))).rejects.toThrow(/ended with 127/);
  });
});
