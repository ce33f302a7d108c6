import { existsSync } from 'node:fs';

import { Command, InvalidArgumentError, Option } from 'commander';

import { AppError } from '../kernel/app-error.ts';
import { ERROR_CODES } from '../kernel/error-codes.ts';
import { ALL_RUNGS, DEFAULT_RUNGS } from '../media/ladder/ladder.ts';
import type { Economy } from '../media/plan/plan.ts';

/** Refused or failed, of every command. 0 is done; 1 is a broken rule (`check`). */
const EXIT_FAILED = 2;

const program = new Command('lectern')
  .description('Self-hosted, multi-quality video for training centers.')
  .showHelpAfterError()
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : EXIT_FAILED))
  // For every command alike; what the environment says wins over the file.
  .hook('preAction', () => void (existsSync('.env') && process.loadEnvFile('.env')));

program
  .command('serve')
  .description('run the server: pages, uploads, encoding and playback, set by the environment')
  .action(async () => {
    const { serve } = await import('./commands/serve.ts');
    await finish(serve({ signal: untilInterrupted() }));
  });

program
  .command('worker')
  .description('take jobs of servers that share a database and a bucket; it listens on no port')
  .action(async () => {
    const { worker } = await import('./commands/worker.ts');
    await finish(worker({ signal: untilInterrupted() }));
  });

program
  .command('migrate-storage')
  .description('copy sources and streams from the disk to the bucket in S3_BUCKET, verified; the server may run')
  .option('--delete-local', 'then remove from the disk what is proven to be in the bucket', false)
  .action(async (options: { deleteLocal: boolean }) => {
    const { migrateStorage } = await import('./commands/growing/migrate-storage.ts');
    await finish(migrateStorage(options));
  });

program
  .command('import-embedded')
  .description('copy all tables of the data folder to the empty PostgreSQL database in DATABASE_URL; no server may run')
  .action(async () => {
    const { importEmbedded } = await import('./commands/growing/import-embedded.ts');
    await finish(importEmbedded());
  });

program
  .command('cors')
  .description('let browsers on other origins load streams from the bucket')
  .option('--origin <url...>', 'origins of the pages that play them; every one by default', ['*'])
  .action(async (options: { origin: string[] }) => {
    const { cors } = await import('./commands/growing/cors.ts');
    await finish(cors(options));
  });

program
  .command('transcode')
  .description('make an HLS and DASH tree out of a video file, without any server')
  .argument('<input>', 'video or sound file')
  .argument('<output>', 'an empty folder, or that of an interrupted run')
  .addOption(
    new Option('--segments <kind>', 'fragmented MP4 or the classic MPEG-TS tree')
      .choices(['cmaf', 'ts'])
      .default('cmaf'),
  )
  .addOption(
    new Option('--ladder <heights>', 'qualities by short side')
      .argParser(parseLadder)
      .default(DEFAULT_RUNGS, DEFAULT_RUNGS.join(',')),
  )
  .addOption(new Option('--segment-seconds <seconds>', 'length of a segment, 1 to 10').argParser(parseSegmentSeconds))
  .addOption(
    new Option('--economy <kind>', 'how hard to compress').choices(['fast', 'balanced', 'small']).default('balanced'),
  )
  .option('--json', 'print one JSON summary and nothing else', false)
  .action(async (input: string, output: string, options: TranscodeOptions) => {
    const { transcode } = await import('./commands/transcode.ts');
    await finish(transcode({ input, output, ...options, signal: untilInterrupted() }));
  });

program
  .command('check')
  .description('report whether an HLS tree keeps the rules H1 to H20')
  .argument('<target>', 'folder or URL of a tree')
  .option('--source <file>', 'compare with the file it was made from')
  .option('--json', 'print the report as JSON', false)
  .action(async (target: string, options: { source?: string; json: boolean }) => {
    const { check } = await import('./commands/check.ts');
    await finish(check({ target, ...options }));
  });

program
  .command('preview')
  .description('serve a finished tree with a small player page on this machine')
  .argument('<folder>', 'what transcode wrote')
  .addOption(new Option('--port <port>', 'port to listen on').argParser(parsePort).default(3001))
  .action(async (folder: string, options: { port: number }) => {
    const { preview } = await import('./commands/preview.ts');
    await finish(preview({ folder, ...options, signal: untilInterrupted() }));
  });

program
  .command('admin-link')
  .description('print a link to choose a new password, when nobody can sign in')
  .argument('<email>', 'whose password')
  .action(async (email: string) => {
    const { adminLink } = await import('./commands/admin-link.ts');
    await finish(adminLink({ email }));
  });

program
  .command('doctor')
  .description('look at everything Lectern needs and say how to mend what is wrong')
  .option('--json', 'print the findings as JSON', false)
  .option('--storage', 'compare tables and storage instead; the server must be stopped', false)
  .option('--mend', 'with --storage: make them agree', false)
  .action(async (options: { json: boolean; storage: boolean; mend: boolean }) => {
    const { doctor } = await import('./commands/doctor.ts');
    await finish(doctor(options));
  });

program
  .command('backup')
  .description('write everything this installation is into one file, while the server runs or not')
  .argument('<file>', 'such as lectern.tar; gzipped when it ends in .gz or .tgz')
  .option('--without-media', 'tables only: no sources, videos and attachments', false)
  .option('--without-renditions', 'no encoded videos: they are encoded again after a restore', false)
  .action(async (file: string, options: { withoutMedia: boolean; withoutRenditions: boolean }) => {
    const { backup } = await import('./commands/backup.ts');
    await finish(backup({ file, ...options }));
  });

program
  .command('restore')
  .description('make an installation again out of a backup; the server must not run')
  .argument('<file>', 'what lectern backup wrote')
  .option('--replace', 'also where there is data already; it is moved aside', false)
  .option('--drill', 'only try it: in a temporary folder, which is removed; the server may run', false)
  .action(async (file: string, options: { replace: boolean; drill: boolean }) => {
    if (options.drill) {
      const { restoreDrill } = await import('./backup/restore-drill.ts');
      await finish(restoreDrill({ file }));
      return;
    }
    const { restore } = await import('./commands/restore.ts');
    await finish(restore({ file, ...options }));
  });

interface TranscodeOptions {
  readonly segments: 'cmaf' | 'ts';
  readonly ladder: readonly number[];
  readonly segmentSeconds: number | undefined;
  readonly economy: Economy;
  readonly json: boolean;
}

function parseLadder(text: string): number[] {
  const known = ALL_RUNGS.map((rung) => rung.shortSidePixels);
  const wanted = text.split(',').map((part) => Number(part.trim().replace(/p$/, '')));
  if (wanted.every((side) => known.includes(side))) return wanted;
  throw new InvalidArgumentError(`Wanted some of ${known.join(', ')}, separated by commas.`);
}

function parseSegmentSeconds(text: string): number {
  const seconds = Number(text);
  if (seconds >= 1 && seconds <= 10) return seconds;
  throw new InvalidArgumentError('Wanted a number from 1 to 10.');
}

function parsePort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError('Wanted a port from 0 to 65535.');
}

/** The first signal asks to end in good order, the second ends. */
function untilInterrupted(): AbortSignal {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(EXIT_FAILED);
    controller.abort();
  };
  // Not `once`: execa's clean-up would find itself the last listener and end the process at once.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal);
  return controller.signal;
}

/** Ends the process with a command's exit code; a failure is one line `CODE: sentence`. */
async function finish(command: Promise<number>): Promise<void> {
  try {
    process.exitCode = await command;
  } catch (error) {
    process.exitCode = EXIT_FAILED;
    if (!(error instanceof AppError)) throw error;
    process.stderr.write(`${error.code}: ${error.message} ${ERROR_CODES[error.code]}\n`);
    if (error.detail && process.env['LECTERN_LOG_LEVEL'] === 'debug') process.stderr.write(`${error.detail}\n`);
  }
}

await program.parseAsync();
