// Runs the checks and tests in order of cost and adds them up. Started by scripts/test:
//
//   check   format, lint, types, arrows, lockfile, unit tests   (npm run check)
//   test    that, dead code, the build and every quick project  (npm test)
//   faults  only the faults, each at many more random moments   (npm run test:faults)
//   all     that, the corpus, faults, and unit tests on the other end of the supported Node versions (npm run test:all)
//
// Steps of one group all run; a group with a failure is the last one. The closing line is `N passed, N failed`,
// counting tests and checks together.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { otherNode } from './other-node.ts';
import { testMedia } from './test-media.ts';

type Mode = 'check' | 'test' | 'faults' | 'all';

interface Step {
  name: string;
  command: string;
  args: string[];
  /** Vitest's JSON report; without one the step itself counts as one check. */
  report?: string;
}

interface Outcome {
  name: string;
  seconds: number;
  passed: number;
  failed: number;
  skipped: number;
  /** The failed tests by name, each with its reason and the place. */
  failures?: string[];
}

const root = join(import.meta.dirname, '..');
process.chdir(root);
const mode = readMode(process.argv[2]);
const outcomes: Outcome[] = [];

if (mode !== 'check' && testMedia(root) === undefined) {
  const notice = 'no sample media: set LECTERN_TEST_MEDIA to its folder (see CONTRIBUTING.md)';
  if (isCi()) finish([{ name: notice, seconds: 0, passed: 0, failed: 1, skipped: 0 }]);
  warnLoudly(`${notice}. Every test that needs it is SKIPPED.`);
}

for (const group of groups(mode)) {
  for (const step of group()) outcomes.push(runStep(step));
  if (outcomes.some(({ failed }) => failed > 0)) break;
}
finish(outcomes);

/** Groups are made when their turn comes: a later one may install something first. */
function groups(chosen: Mode): Array<() => Step[]> {
  if (chosen === 'check') return [() => checks(), () => [tests('unit tests', ['unit'])]];
  if (chosen === 'faults') {
    process.env['LECTERN_FAULT_MOMENTS'] ??= '50';
    return [() => [build()], () => [tests('faults', ['faults'])]];
  }
  const quick = [
    () => [...checks(), check('dead code', 'knip')],
    () => [build()],
    () => [tests('unit, golden, property, contracts', ['unit', 'golden', 'property', 'contracts'])],
    () => [tests('pipeline', ['pipeline']), tests('e2e', ['e2e'])],
  ];
  if (chosen === 'test') return quick;
  return [
    ...quick,
    () => [tests('long tests of pipeline and pages', ['long'])],
    () => {
      const other = otherNode(join(root, '.cache'));
      return [tests(`unit tests on Node ${other.version}`, ['unit'], other.path)];
    },
    () => [tests('corpus', ['corpus']), tests('faults', ['faults'])],
  ];
}

function checks(): Step[] {
  return [
    check('format', 'oxfmt', '--check', '.'),
    check('lint', 'oxlint'),
    check('types', 'tsc', '-p', 'tsconfig.json'),
    ...['src/web', 'src/player']
      .filter((folder) => existsSync(join(folder, 'tsconfig.json')))
      .map((folder) => check(`types of ${folder}`, 'tsc', '-p', folder, '--noEmit')),
    check('arrows', 'tsx', 'scripts/check-arrows.ts'),
    check('lockfile', 'tsx', 'scripts/complete-lockfile.ts', '--check'),
  ];
}

function build(): Step {
  return { name: 'build', command: process.execPath, args: ['scripts/prepare.mjs'] };
}

function check(name: string, tool: string, ...args: string[]): Step {
  return { name, command: join('node_modules', '.bin', tool), args };
}

function tests(name: string, projects: string[], node = process.execPath): Step {
  const report = join('.cache', 'reports', `${name.replaceAll(/\W+/g, '-')}.json`);
  const args = ['node_modules/vitest/vitest.mjs', 'run', ...projects.flatMap((project) => ['--project', project])];
  return {
    name,
    command: node,
    args: [...args, '--reporter=default', '--reporter=json', `--outputFile=${report}`],
    report,
  };
}

function runStep(step: Step): Outcome {
  console.log(`\n== ${step.name}`);
  if (step.report !== undefined) {
    mkdirSync(join('.cache', 'reports'), { recursive: true });
    rmSync(step.report, { force: true });
  }
  const startedMs = performance.now();
  const { status } = spawnSync(step.command, step.args, { stdio: 'inherit' });
  const seconds = (performance.now() - startedMs) / 1000;
  const isFine = status === 0;
  const name = step.name;
  if (step.report === undefined) return { name, seconds, passed: isFine ? 1 : 0, failed: isFine ? 0 : 1, skipped: 0 };

  const counted = readReport(step.report);
  // A file that cannot be loaded or an unhandled error fails the run without a failed test: it counts as one.
  const failed = isFine ? counted.failed : Math.max(1, counted.failed);
  return { name, seconds, ...counted, failed };
}

/** What is read here of Vitest's JSON report. */
interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: Array<{ assertionResults: Array<{ fullName: string; status: string; failureMessages: string[] }> }>;
}

function readReport(path: string): Pick<Outcome, 'passed' | 'failed' | 'skipped' | 'failures'> {
  // Without any test file Vitest writes no report.
  if (!existsSync(path)) return { passed: 0, failed: 0, skipped: 0 };
  const report = JSON.parse(readFileSync(path, 'utf8')) as Report;
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
    failures: report.testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .filter(({ status }) => status === 'failed')
      .map(({ fullName, failureMessages }) => `${fullName}: ${reasonOf(failureMessages[0] ?? '')}`),
  };
}

/** The message, cut where it is long, and the first line of this project in its stack. */
function reasonOf(failureMessage: string): string {
  const lines = failureMessage.split('\n').filter((line) => line.trim() !== '');
  const isFrame = (line: string): boolean => /^\s+at /.test(line);
  const place = lines.find((line) => isFrame(line) && !line.includes('node_modules'));
  const message = lines.filter((line) => !isFrame(line)).slice(0, 20);
  return [...message, ...(place === undefined ? [] : [place.replace(root, '.')])].join('\n            ');
}

/** Prints the table and the closing line, and ends the process. */
function finish(all: Outcome[]): never {
  console.log('\n== summary');
  for (const { name, seconds, passed, failed, skipped, failures } of all) {
    const counts = [`${passed} passed`, `${failed} failed`, ...(skipped > 0 ? [`${skipped} SKIPPED`] : [])].join(', ');
    console.log(`${failed > 0 ? 'FAIL' : 'ok  '}  ${seconds.toFixed(1).padStart(7)} s  ${name}: ${counts}`);
    for (const failure of failures ?? []) console.log(`        ${failure}`);
  }
  const sum = (pick: (outcome: Outcome) => number): number => all.reduce((total, each) => total + pick(each), 0);
  const skipped = sum((each) => each.skipped);
  if (skipped > 0) warnLoudly(`${skipped} tests were SKIPPED.`);
  const failed = sum((each) => each.failed);
  console.log(`${sum((each) => each.passed)} passed, ${failed} failed`);
  process.exit(failed > 0 ? 1 : 0);
}

function warnLoudly(text: string): void {
  console.log(`\n!! ${text}\n`);
}

function isCi(): boolean {
  return ['true', '1'].includes(process.env['CI'] ?? '');
}

function readMode(word: string | undefined): Mode {
  if (word === 'check' || word === 'faults' || word === 'all') return word;
  if (word === undefined || word === 'test') return 'test';
  throw new Error(`unknown mode ${word}: wanted check, test, faults or all`);
}
