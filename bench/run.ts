// npm run bench: Lectern against the classic single FFmpeg command. Prints one table, writes all figures as JSON.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { compareSource, RUNS_FOLDER } from './compare-source.ts';
import { classicCommand } from './contenders/classic-command.ts';
import { rungsOf } from './contenders/contender.ts';
import { lectern, lecternCommand } from './contenders/lectern.ts';
import { mediacms } from './contenders/mediacms.ts';
import { peertube } from './contenders/peertube.ts';
import { readOptions } from './options.ts';
import { updateBenchmarksPage } from './report/benchmarks-page.ts';
import { comparisonTable } from './report/comparison.ts';
import { lengthsTable } from './report/lengths.ts';
import { describeMachine, machineLine, QUIET_LOAD } from './report/machine.ts';
import type { BenchResults, ContenderResult, LengthPoint, LengthResult, SourceResult } from './report/results.ts';
import { makeSource } from './sources/make-source.ts';

const ROOT = path.join(import.meta.dirname, '..');
const PAGE = path.join(ROOT, 'docs', 'reference', 'benchmarks.md');
/** The longer source of `--lengths` is this many times as long. */
const LONGER = 5;

const options = readOptions(process.argv.slice(2));
if (process.platform !== 'linux') stop('the bench reads /proc and needs Linux.');
if (spawnSync(path.join(ROOT, 'scripts', 'install-system-packages'), ['bench'], { stdio: 'inherit' }).status !== 0) {
  stop('programs are missing, see above.');
}
const machine = describeMachine();
if (machine.loadBefore > QUIET_LOAD) {
  say(`Note: the machine is busy (load ${machine.loadBefore.toFixed(1)}); times on the clock will be upper bounds.`);
}
if (!lecternCommand().isBuilt) say('Note: no build could be made; Lectern runs from its sources and starts slower.');

rmSync(RUNS_FOLDER, { recursive: true, force: true }); // of a run that was interrupted
const ladder = rungsOf(options.ladder);
const contenders = [classicCommand, lectern, ...(options.peers ? [peertube, mediacms] : [])];
const startedAt = new Date().toISOString();
const sources: SourceResult[] = [];
const lengths: LengthResult[] = [];
for (const kind of options.kinds) {
  say(`${kind}, ${options.seconds} s: source ...`);
  const source = await makeSource(kind, options.seconds);
  const compared = await compareSource(source, contenders, { ladder, vmaf: options.vmaf, say });
  sources.push(compared);
  if (!options.lengths) continue;
  say(`${kind}, ${options.seconds * LONGER} s: source ...`);
  const longer = await makeSource(kind, options.seconds * LONGER);
  const long = await compareSource(longer, [lectern], { ladder, vmaf: false, say });
  lengths.push({
    kind,
    lectern: [pointOf(compared, lectern.name), pointOf(long, lectern.name)],
    classic: pointOf(compared, classicCommand.name),
  });
}

const results: BenchResults = { startedAt, machine, ladder: options.ladder, sources, lengths };
console.log(`\n${machineLine(machine)}\n`);
for (const source of sources) console.log(source.description);
console.log(`\n${comparisonTable(sources, options.ladder)}`);
if (lengths.length > 0) console.log(`\nHow long will my lecture take?\n\n${lengthsTable(lengths)}`);
console.log(`\nAll figures: ${writeResults(results)}`);
if (options.publish !== undefined) {
  writeFileSync(PAGE, updateBenchmarksPage(readFileSync(PAGE, 'utf8'), results, options.publish));
  console.log(`Published: ${path.relative(process.cwd(), PAGE)}`);
}

function pointOf(source: SourceResult, name: string): LengthPoint {
  const result = source.contenders.find((contender): contender is ContenderResult => contender.name === name);
  if (!result) throw new Error(`bug: ${name} did not run`);
  const { wallSeconds, firstSeconds } = result;
  return { seconds: source.seconds, wallSeconds, firstSeconds: firstSeconds.lowestWithSound };
}

/** Writes the figures beside those of earlier runs; git ignores the folder. */
function writeResults(figures: BenchResults): string {
  const folder = path.join(import.meta.dirname, 'results');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, '.gitignore'), '*\n');
  const file = path.join(folder, `${figures.startedAt.replaceAll(':', '-').slice(0, 19)}.json`);
  writeFileSync(file, `${JSON.stringify(figures, undefined, 2)}\n`);
  return path.relative(process.cwd(), file);
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

function stop(reason: string): never {
  say(`bench: ${reason}`);
  process.exit(1);
}
