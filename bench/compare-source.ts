import { rmSync } from 'node:fs';
import path from 'node:path';

import { cachePath, vmafProgram } from './bench-cache.ts';
import type { Contender, ContenderRun, Rung } from './contenders/contender.ts';
import { measureRun } from './measure/measure-run.ts';
import { joinPlaylist } from './quality/join-playlist.ts';
import { measureVmaf } from './quality/vmaf.ts';
import type { ContenderResult, RenditionResult, SourceResult } from './report/results.ts';
import type { BenchSource } from './sources/bench-source.ts';

/** Holds the outputs while they are measured. */
export const RUNS_FOLDER = cachePath('runs');

/** How to compare. */
export interface ComparisonOptions {
  readonly ladder: readonly Rung[];
  readonly vmaf: boolean;
  readonly say: (text: string) => void;
}

/** Lets each contender make a stream out of a source, one after the other, and measures all of them. */
export async function compareSource(
  source: BenchSource,
  contenders: readonly Contender[],
  options: ComparisonOptions,
): Promise<SourceResult> {
  const results: ContenderResult[] = [];
  for (const contender of contenders) {
    options.say(`${source.kind}, ${source.seconds} s: ${contender.name} ...`);
    results.push(await measureContender(source, contender, options));
  }
  const megabytes = (source.sizeBytes / 1e6).toFixed(1);
  const description = `${source.kind}, ${source.seconds} s of ${source.height}p${source.framesPerSecond}, ${megabytes} MB`;
  return { kind: source.kind, seconds: source.seconds, description, contenders: results };
}

async function measureContender(
  source: BenchSource,
  contender: Contender,
  { ladder, vmaf, say }: ComparisonOptions,
): Promise<ContenderResult> {
  const folder = path.join(RUNS_FOLDER, `${contender.name}-${source.kind}-${source.seconds}s`);
  const outputFolder = path.join(folder, 'output');
  try {
    const run = await contender.prepare({ source, ladder, outputFolder });
    const measured = await measureRun({ ...run, outputFolder, temporaryFolder: path.join(folder, 'temporary') });
    const seconds = measured.wallSeconds.toFixed(1);
    say(`  ${measured.cpuSeconds.toFixed(1)} s of CPU in ${seconds} s${vmaf ? ', now its quality ...' : ''}`);
    const renditions: RenditionResult[] = [];
    for (const rung of ladder.toReversed()) {
      const joinedFile = path.join(folder, `${rung.height}p.joined`);
      renditions.push(await measureRendition({ source, run, rung, outputFolder, joinedFile, vmaf }));
    }
    return { name: contender.name, about: contender.about, ...measured, renditions };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureRendition(work: {
  source: BenchSource;
  run: ContenderRun;
  rung: Rung;
  outputFolder: string;
  joinedFile: string;
  vmaf: boolean;
}): Promise<RenditionResult> {
  const { source, rung, joinedFile } = work;
  const bytes = joinPlaylist(path.join(work.outputFolder, work.run.playlistOf(rung)), joinedFile);
  const program = work.vmaf ? vmafProgram() : undefined;
  if (!program) return { height: rung.height, bytes };
  const files = { source: source.path, rendition: joinedFile };
  return { height: rung.height, bytes, vmaf: await measureVmaf(program, files, rung) };
}
