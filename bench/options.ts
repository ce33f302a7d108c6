import { Command, InvalidArgumentError } from 'commander';

import { rungsOf } from './contenders/contender.ts';
import { SOURCE_KINDS, type SourceKind } from './sources/bench-source.ts';

/** What a run of the bench should do. */
export interface BenchOptions {
  readonly kinds: readonly SourceKind[];
  /** Length of the sources; `lengths` adds one five times as long. */
  readonly seconds: number;
  /** Heights, lowest first. */
  readonly ladder: readonly number[];
  readonly lengths: boolean;
  readonly peers: boolean;
  readonly vmaf: boolean;
  /** Date under which the figures go into the page of the documentation. */
  readonly publish: string | undefined;
}

const DEFAULT_LADDER = [360, 480, 720];
const DEFAULT_SECONDS = 60;

/** Reads the arguments of `npm run bench -- …`. Ends the process with a message on a wrong one. */
export function readOptions(args: readonly string[]): BenchOptions {
  const command = new Command('npm run bench --')
    .description('Lectern against the classic single FFmpeg command, on the same sources in the same run.')
    .option('--only <kind>', `one source: ${SOURCE_KINDS.join(' or ')}`, parseKind)
    .option('--seconds <seconds>', 'length of the sources', parseSeconds, DEFAULT_SECONDS)
    .option('--ladder <heights>', 'renditions', parseLadder, DEFAULT_LADDER)
    .option('--lengths', 'also measure sources five times as long and tell how long lectures take', false)
    .option('--peers', "also run PeerTube's and MediaCMS' recipes", false)
    .option('--no-vmaf', 'leave the quality out, which takes longer than the rest')
    .option('--publish <date>', 'write the figures into docs/reference/benchmarks.md under this date', parseDate)
    .parse(args, { from: 'user' });
  const { only, ...options } = command.opts<Omit<BenchOptions, 'kinds'> & { only?: SourceKind }>();
  return { ...options, publish: options.publish, kinds: only ? [only] : SOURCE_KINDS };
}

function parseKind(text: string): SourceKind {
  const kind = SOURCE_KINDS.find((each) => each === text);
  if (kind) return kind;
  throw new InvalidArgumentError(`Wanted ${SOURCE_KINDS.join(' or ')}.`);
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (Number.isInteger(seconds) && seconds >= 4 && seconds <= 7200) return seconds;
  throw new InvalidArgumentError('Wanted a whole number of seconds from 4 to 7200.');
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
