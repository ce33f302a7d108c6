import { Command, InvalidArgumentError } from 'commander';

import { rungsOf } from './contenders/contender.ts';
import { type Part, PARTS } from './parts/part.ts';
import { SOURCE_KINDS, type SourceKind } from './sources/bench-source.ts';

/** What a run of the bench should do. */
export interface BenchOptions {
  readonly parts: readonly Part[];
  /** Sources of the comparison. */
  readonly kinds: readonly SourceKind[];
  /** Length of the comparison's sources; `lengths` adds one five times as long. */
  readonly seconds: number;
  /** Heights of the comparison, lowest first. */
  readonly ladder: readonly number[];
  readonly lengths: boolean;
  readonly peers: boolean;
  readonly vmaf: boolean;
  /** Lengths of the lectures that are uploaded to a running server. */
  readonly minutes: readonly number[];
  /** Uploads of each length. */
  readonly runs: number;
  /** Seeks in each length. */
  readonly seeks: number;
  readonly watchSeconds: number;
  /** Length of the lecture whose whole encode is measured. */
  readonly jobMinutes: number;
  /** Length of the lecture that a fleet encodes. */
  readonly fleetMinutes: number;
  /** Load on ready segments. */
  readonly serveSeconds: number;
  /** Students who watch at once. */
  readonly viewers: number;
  readonly uploadBytes: number;
  /** Date under which the figures go into the page of the documentation. */
  readonly publish: string | undefined;
}

type Amounts = Pick<
  BenchOptions,
  | 'minutes'
  | 'runs'
  | 'seeks'
  | 'watchSeconds'
  | 'jobMinutes'
  | 'fleetMinutes'
  | 'serveSeconds'
  | 'viewers'
  | 'uploadBytes'
>;

const DEFAULT_LADDER = [360, 480, 720];
const DEFAULT_SECONDS = 60;
/** What the figures of the documentation are made with. */
const FULL: Amounts = {
  minutes: [1, 5, 30, 120],
  runs: 10,
  seeks: 20,
  watchSeconds: 60,
  jobMinutes: 5,
  ...{ fleetMinutes: 3, serveSeconds: 20, viewers: 1000, uploadBytes: 10 * 2 ** 30 },
};
/** Enough to see that everything works, and roughly how well. */
const QUICK: Amounts = {
  minutes: [1, 5],
  runs: 2,
  seeks: 4,
  watchSeconds: 15,
  jobMinutes: 1,
  ...{ fleetMinutes: 1, serveSeconds: 5, viewers: 100, uploadBytes: 2 ** 29 },
};

/** Reads the arguments of `npm run bench -- …`. Ends the process with a message on a wrong one. */
export function readOptions(args: readonly string[]): BenchOptions {
  const { quick, only, source, vmaf, publish, ...given } = new Command('npm run bench --')
    .description('Lectern against other recipes on the same sources, and a running server as its viewers find it.')
    .option('--only <parts>', `some of ${PARTS.join(', ')}`, parseParts)
    .option('--quick', 'few and short runs: shows that it works, says little about how well', false)
    .option('--minutes <list>', `lengths of uploaded lectures (${FULL.minutes.join(',')})`, parseMinutes)
    .option('--runs <count>', `uploads of each length (${FULL.runs})`, parseCount)
    .option('--seeks <count>', `seeks in each length (${FULL.seeks})`, parseCount)
    .option('--source <kind>', `comparison: one source, ${SOURCE_KINDS.join(' or ')}`, parseKind)
    .option('--seconds <seconds>', 'comparison: length of the sources', parseSeconds, DEFAULT_SECONDS)
    .option('--ladder <heights>', 'comparison: renditions', parseLadder, DEFAULT_LADDER)
    .option('--lengths', 'comparison: also sources five times as long', false)
    .option('--peers', "comparison: also PeerTube's and MediaCMS' recipes", false)
    .option('--no-vmaf', 'comparison: leave the quality out, which takes longer than the rest')
    .option('--publish <date>', 'write the figures into docs/reference/benchmarks.md under this date', parseDate)
    .parse(args, { from: 'user' })
    .opts<Omit<BenchOptions, 'parts' | 'kinds'> & { quick: boolean; only?: readonly Part[]; source?: SourceKind }>();
  const kinds = source ? [source] : SOURCE_KINDS;
  return { ...(quick ? QUICK : FULL), ...given, vmaf: vmaf && !quick, publish, parts: only ?? PARTS, kinds };
}

function parseParts(text: string): Part[] {
  const wanted = text.split(',');
  const unknown = wanted.find((each) => !PARTS.some((part) => part === each));
  if (unknown !== undefined) throw new InvalidArgumentError(`Wanted some of ${PARTS.join(',')}, got ${unknown}.`);
  return PARTS.filter((part) => wanted.includes(part));
}

function parseKind(text: string): SourceKind {
  const kind = SOURCE_KINDS.find((each) => each === text);
  if (kind) return kind;
  throw new InvalidArgumentError(`Wanted ${SOURCE_KINDS.join(' or ')}.`);
}

function parseMinutes(text: string): number[] {
  const minutes = text.split(',').map((each) => wholeNumber(each, 1, 600));
  return minutes.toSorted((a, b) => a - b);
}

function parseCount(text: string): number {
  return wholeNumber(text, 1, 1000);
}

function parseSeconds(text: string): number {
  return wholeNumber(text, 4, 7200);
}

function wholeNumber(text: string, least: number, most: number): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new InvalidArgumentError(`Wanted a whole number from ${least} to ${most}.`);
}

function parseLadder(text: string): number[] {
  try {
    return rungsOf(text.split(',').map(Number)).map((rung) => rung.height);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

function parseDate(text: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return text;
  throw new InvalidArgumentError('Wanted a date such as 2026-01-31.');
}
