// npm run bench: what Lectern costs and how long people wait. Prints tables, writes all figures as JSON.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { RUNS_FOLDER } from './compare-source.ts';
import { lecternCommand } from './contenders/lectern.ts';
import { measureFleet } from './grown/grown-fleet.ts';
import { measureUpload } from './grown/large-upload.ts';
import { measureViewers } from './grown/many-viewers.ts';
import { measureServing } from './grown/serve-segments.ts';
import { readOptions } from './options.ts';
import { compare } from './parts/compare.ts';
import { measureEncoderEfficiency } from './parts/encoder-efficiency.ts';
import { measureJobCpu } from './parts/job-cpu.ts';
import { measureLessonPage } from './parts/lesson-page.ts';
import { measureOtherRecipes } from './parts/other-recipes.ts';
import type { Part } from './parts/part.ts';
import { measurePlayWhileEncoding } from './parts/play-while-encoding.ts';
import { measurePollingStudents } from './parts/polling-students.ts';
import { measureSeekLatency } from './parts/seek-latency.ts';
import { measureTimeToPlayable } from './parts/time-to-playable.ts';
import { updateBenchmarksPage } from './report/benchmarks-page.ts';
import { comparisonTable } from './report/comparison.ts';
import { lengthsTable } from './report/lengths.ts';
import { describeMachine, machineLine, QUIET_LOAD } from './report/machine.ts';
import type { BenchResults } from './report/results.ts';
import { servedBlocks } from './report/served.ts';

const ROOT = path.join(import.meta.dirname, '..');
const PAGE = path.join(ROOT, 'docs', 'reference', 'benchmarks.md');
/** The other recipes take as many times longer as a lecture is longer. */
const RECIPE_MINUTES = 1;
/** Encoded while students ask: long enough for their minute. */
const STUDENTS_ENCODE_MINUTES = 5;
/** Shorter lectures are encoded before twenty seeks are done. */
const SEEK_LEAST_MINUTES = 5;

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
const startedAt = new Date().toISOString();
const failures: { part: string; reason: string }[] = [];
const longEnough = options.minutes.filter((each) => each >= SEEK_LEAST_MINUTES);
const seekMinutes = longEnough.length > 0 ? longEnough : options.minutes;
const watchMinutes = Math.min(30, Math.max(...options.minutes));

const compared = await part('compare', async () => await compare(options, say));
const playable = await part('playable', async (context) => await measureTimeToPlayable(context, options));
const seek = await part(
  'seek',
  async (context) => await measureSeekLatency(context, { ...options, minutes: seekMinutes }),
);
const play = await part('play', async (context) => {
  return await measurePlayWhileEncoding(context, { minutes: watchMinutes, watchSeconds: options.watchSeconds });
});
const lesson = await part('lesson', async (context) => await measureLessonPage(context, options.runs));
const students = await part('students', async (context) => {
  return await measurePollingStudents(context, {
    seconds: options.watchSeconds,
    encodeMinutes: STUDENTS_ENCODE_MINUTES,
  });
});
const cpu = await part('cpu', async (context) => await measureJobCpu(context, options.jobMinutes));
const encoders = await part('encoders', async (context) => await measureEncoderEfficiency(context, options.jobMinutes));
const recipes = await part('recipes', async (context) => await measureOtherRecipes(context, RECIPE_MINUTES));
const fleet = await part('fleet', async (context) => await measureFleet(context, options.fleetMinutes));
const serve = await part('serve', async (context) => await measureServing(context, options.serveSeconds));
const viewers = await part('viewers', async (context) => {
  return await measureViewers(context, { viewers: options.viewers, seconds: options.watchSeconds });
});
const upload = await part('upload', async (context) => await measureUpload(context, options.uploadBytes));
rmSync(RUNS_FOLDER, { recursive: true, force: true });

const { sources, lengths } = compared ?? { sources: [], lengths: [] };
const served = {
  ...(playable && { playable }),
  ...(seek && { seek }),
  ...(play && { play }),
  ...(lesson && { lesson }),
  ...(students && { students }),
  ...(cpu && { cpu }),
  ...(encoders && { encoders }),
  ...(recipes && { recipes }),
  ...(fleet && { fleet }),
  ...(serve && { serve }),
  ...(viewers && { viewers }),
  ...(upload && { upload }),
};
const results: BenchResults = { startedAt, machine, ladder: options.ladder, sources, lengths, served, failures };
console.log(`\n${machineLine(machine)}`);
for (const source of sources) console.log(`\n${source.description}`);
if (sources.length > 0) console.log(`\n${comparisonTable(sources, options.ladder)}`);
if (lengths.length > 0) console.log(`\nHow long will my lecture take?\n\n${lengthsTable(lengths)}`);
for (const { title, text } of servedBlocks(served)) console.log(`\n${title}\n\n${text}`);
for (const failure of failures) console.log(`\n${failure.part} could not be measured: ${failure.reason}`);
console.log(`\nAll figures: ${writeResults(results)}`);
if (options.publish !== undefined) {
  writeFileSync(PAGE, updateBenchmarksPage(readFileSync(PAGE, 'utf8'), results, options.publish));
  console.log(`Published: ${path.relative(process.cwd(), PAGE)}`);
}
process.exitCode = failures.length === 0 ? 0 : 1;

/** Runs a part that was chosen. One that fails does not cost the figures of the others. */
async function part<Result>(
  name: Part,
  measure: (context: { say: typeof say; folder: string }) => Promise<Result>,
): Promise<Result | undefined> {
  if (!options.parts.includes(name)) return undefined;
  const folder = path.join(RUNS_FOLDER, name);
  mkdirSync(folder, { recursive: true });
  try {
    return await measure({ say, folder });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    say(`${name} failed: ${error instanceof Error ? (error.stack ?? reason) : reason}`);
    failures.push({ part: name, reason });
    return undefined;
  }
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
