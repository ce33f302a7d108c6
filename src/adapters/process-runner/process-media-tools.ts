import { access, constants } from 'node:fs/promises';
import path from 'node:path';

import { execa } from 'execa';

import { AppError } from '../../kernel/app-error.ts';
import type { MediaRun, MediaRunResult, MediaTools, MediaToolsReport } from '../../ports/media-tools.ts';
import { confinedCommand, type Confinement, detectConfinement } from './confinement.ts';
import { runProcess } from './run-process.ts';
import { shellQuoted } from './shell-quoted.ts';

/** Where the programs are; undefined means: search PATH. */
export interface MediaToolsOptions {
  readonly ffmpegPath?: string;
  readonly ffprobePath?: string;
}

/** FFmpeg and ffprobe of this system, confined. Finds the programs at the first use. */
export function createMediaTools(options: MediaToolsOptions = {}): MediaTools {
  let programs: Promise<{ ffmpeg: string; ffprobe: string; confinement: Confinement }> | undefined;
  const find = (): NonNullable<typeof programs> =>
    (programs ??= (async () => {
      const ffmpeg = await findProgram('ffmpeg', options.ffmpegPath);
      const beside = options.ffmpegPath ? path.join(path.dirname(options.ffmpegPath), 'ffprobe') : undefined;
      const ffprobe = await findProgram('ffprobe', options.ffprobePath ?? beside);
      return { ffmpeg, ffprobe, confinement: detectConfinement() };
    })());
  return {
    async run(run: MediaRun): Promise<MediaRunResult> {
      const found = await find();
      const command = confinedCommand(run, found[run.tool], found.confinement);
      // A paused tool hears nothing: only bubblewrap ends it with us.
      const result = await runProcess(run, command, { isPausable: found.confinement.kind === 'bubblewrap' });
      return { ...result, command: [run.tool, ...run.args].map(shellQuoted).join(' ') };
    },
    async inspect(): Promise<MediaToolsReport> {
      const { ffmpeg, confinement } = await find();
      const [version, encoders] = await Promise.all([
        execa(ffmpeg, ['-version'], { reject: false }),
        execa(ffmpeg, ['-hide_banner', '-encoders'], { reject: false }),
      ]);
      return {
        ffmpegPath: ffmpeg,
        version: /^ffmpeg version (\S+)/.exec(version.stdout)?.[1] ?? 'unknown',
        hasX264: /\slibx264\s/.test(encoders.stdout),
        hasAac: /\saac\s/.test(encoders.stdout),
        confinement: confinement.kind,
      };
    },
  };
}

async function findProgram(name: string, wanted: string | undefined): Promise<string> {
  const candidates = wanted
    ? [path.resolve(wanted)]
    : (process.env['PATH'] ?? '').split(path.delimiter).map((folder) => path.join(folder, name));
  for (const candidate of candidates) {
    try {
      await access(candidate, constants.X_OK);
      return candidate;
    } catch {
      // the next one
    }
  }
  throw new AppError('FFMPEG_MISSING', {
    message: wanted ? `${name} was not found at ${wanted}.` : `${name} was not found on the PATH.`,
  });
}
