import { realpath } from 'node:fs/promises';
import path from 'node:path';

import { CAPTIONS_FOLDER } from '../../videos/revision.ts';
import { AppError } from '../../kernel/app-error.ts';
import { DEFAULT_GRID_POLICY, gridDuration, gridPolicyOf, segmentCount } from '../../media/grid/grid.ts';
import { DEFAULT_PLAN_POLICY, type PlanPolicy } from '../../media/plan/draft-plan.ts';
import { rational, toNumber } from '../../media/rational.ts';
import { folderSizeBytes, forgetRefusedRun, identifySource, openOutputFolder } from '../transcode/output-folder.ts';
import {
  createProgressDisplay,
  formatSeconds,
  silentProgress,
  type TranscodeProgress,
} from '../transcode/progress-display.ts';

import { type TranscodeArguments, TranscodeRun } from '../transcode/transcode-run.ts';

/** Three cells of a third of ten seconds make one classic segment. */
const CLASSIC_CELL = rational(10, 3);

/** Makes an HLS and DASH tree (or the classic TS tree) out of a file. Resumes an interrupted run. Returns the exit code. */
export async function transcode(args: TranscodeArguments): Promise<number> {
  const startedAt = performance.now();
  const progress = args.json ? silentProgress : createProgressDisplay(process.stderr);
  const sourcePath = await realpath(args.input).catch((cause: unknown) => {
    throw new AppError('SOURCE_MISSING', { message: `${args.input} cannot be opened.`, cause });
  });
  const policy = policyOf(args);
  const settings = { segments: args.segments, policy };
  const identity = { source: await identifySource(sourcePath), settings };
  const { stateFolder, isNewFolder } = await openOutputFolder(args.output, identity);
  const run = new TranscodeRun(
    args,
    sourcePath,
    policy,
    path.resolve(args.output),
    path.resolve(stateFolder),
    progress,
  );
  try {
    const plan = await run.finish();
    progress.finish();
    const summary = {
      output: path.resolve(args.output),
      seconds: toNumber(gridDuration(plan.grid)),
      renditions: plan.video.map(({ id, width, height }) => ({ id, width, height })),
      audio: plan.audio.map(({ id, mode, language }) => ({ id, mode, language })),
      captions: plan.keptCaptions.map(({ fileName, language, label }) => ({
        file: `${CAPTIONS_FOLDER}/${fileName}`,
        language,
        label,
      })),
      segments: segmentCount(plan.grid),
      sizeBytes: await folderSizeBytes(args.output),
      wallSeconds: (performance.now() - startedAt) / 1000,
      notes: plan.notes,
    };
    if (args.json) process.stdout.write(`${JSON.stringify(summary)}\n`);
    else tellSummary(progress, summary);
    return 0;
  } catch (error) {
    if (error instanceof AppError && error.retry === 'never') await forgetRefusedRun(args.output, isNewFolder);
    throw error;
  } finally {
    progress.finish();
  }
}

function policyOf(args: TranscodeArguments): PlanPolicy {
  const { segmentSeconds } = args;
  const seconds = segmentSeconds === undefined ? undefined : rational(Math.round(segmentSeconds * 1000), 1000);
  const grid =
    args.segments === 'ts'
      ? { leadSegments: [], segment: seconds ?? CLASSIC_CELL }
      : gridPolicyOf(seconds ?? DEFAULT_GRID_POLICY.segment);
  return { ...DEFAULT_PLAN_POLICY, shortSides: args.ladder, grid, economy: args.economy };
}

function tellSummary(
  progress: TranscodeProgress,
  summary: {
    output: string;
    seconds: number;
    renditions: readonly { id: string }[];
    sizeBytes: number;
    wallSeconds: number;
    notes: readonly string[];
  },
): void {
  const renditions = summary.renditions.map((rendition) => rendition.id).join(', ');
  for (const note of summary.notes) progress.line(`Note: ${note}`);
  progress.line(
    `${formatSeconds(summary.seconds)} of video in ${renditions}: ${(summary.sizeBytes / 1e6).toFixed(1)} MB in ${formatSeconds(summary.wallSeconds)}`,
  );
  progress.line(`Play it: lectern preview ${summary.output}`);
}
