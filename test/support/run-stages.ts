import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { openFolderCellStore } from '../../src/adapters/cell-store/folder-cell-store.ts';
import { createFolderObjectStore } from '../../src/adapters/object-store/folder-object-store.ts';
import { createMediaTools } from '../../src/adapters/process-runner/process-media-tools.ts';
import { fileSourceHead } from '../../src/adapters/source/file-source-head.ts';
import { localTemporaryFiles } from '../../src/adapters/temporary-files/local-temporary-files.ts';
import { segmentCount } from '../../src/media/grid/grid.ts';
import { DEFAULT_PLAN_POLICY, type PlanPolicy } from '../../src/media/plan/draft-plan.ts';
import { INIT_FILE_NAME, segmentFileName } from '../../src/media/plan/names.ts';
import type { Chunk, Plan } from '../../src/media/plan/plan.ts';
import { rational } from '../../src/media/rational.ts';
import { conformIfNeeded, type CuttableSource } from '../../src/pipeline/conform/conform.ts';
import { encodeCells } from '../../src/pipeline/encode/encode-cells.ts';
import { makePlan } from '../../src/pipeline/make-plan/make-plan.ts';
import { readFacts } from '../../src/pipeline/read-facts/read-facts.ts';
import type { EncodeRun } from '../../src/pipeline/schedule/list-runs.ts';
import { runInOrder } from '../../src/pipeline/schedule/run-in-order.ts';
import { verifyRevision } from '../../src/pipeline/verify/verify-revision.ts';
import type { FilledCell } from '../../src/videos/cell.ts';

/** FFmpeg as the product runs it. */
export const mediaTools = createMediaTools();

/** One segment of one second: more borders in less time. */
export const SHORT_SEGMENTS: PlanPolicy = {
  ...DEFAULT_PLAN_POLICY,
  grid: { leadSegments: [rational(2)], segment: rational(1) },
};

/** What a run of the stages left. */
export interface StagesResult {
  readonly plan: Plan;
  readonly source: CuttableSource;
  readonly cells: readonly FilledCell[];
  /** Concatenates a rendition's init and segments (all, or some) to one file and returns its path. */
  joined(renditionId: string, segments?: readonly number[]): Promise<string>;
}

/**
 * Runs the stages on a source as the product does, but with chunks of exactly one segment, in an order that is not that
 * of time: whatever can go wrong where pieces meet goes wrong here.
 */
export async function runStages(
  sourcePath: string,
  folder: string,
  options: {
    readonly policy?: PlanPolicy;
    /** Encode only the picture or only the sound; then nothing is verified. */
    readonly only?: EncodeRun['kind'];
  } = {},
): Promise<StagesResult> {
  const { policy = SHORT_SEGMENTS, only } = options;
  const objects = createFolderObjectStore(path.join(folder, 'tree'));
  const workFolder = await localTemporaryFiles.makeFolder(folder, 'work');
  const reading = await readFacts({ sourcePath, head: fileSourceHead, tools: mediaTools });
  const common = { policy, tools: mediaTools, workFolder };
  const source = await conformIfNeeded({ sourcePath, ...reading, ...common, head: fileSourceHead });
  const planned = await makePlan({ ...source, ...common, objects, prefix: '' });
  const plan: Plan = { ...planned, chunks: oneSegmentEach(planned) };

  const cells = await openFolderCellStore(path.join(folder, 'cells.jsonl'));
  const input = { plan, sourcePath: source.sourcePath, prefix: '', objects, cells, tools: mediaTools, workFolder };
  const jobs = jobsOf(plan).filter(({ kind }) => !only || kind === only);
  await runInOrder(outOfOrder(jobs), 2, async (job, signal) => {
    await encodeCells({ ...input, job, holder: 'test', signal });
  });
  const filled = await cells.listFilled();
  if (!only) {
    const report = await verifyRevision({ plan, cells: filled, objects, prefix: '' });
    if (report.faults.length > 0) throw new Error(`verify: ${JSON.stringify(report.faults)}`);
  }

  const joined = async (renditionId: string, segments?: readonly number[]): Promise<string> => {
    const wanted = segments ?? Array.from({ length: segmentCount(plan.grid) }, (_, i) => i);
    const names = [INIT_FILE_NAME, ...wanted.map(segmentFileName)];
    const parts = names.map((name) => readFile(path.join(folder, 'tree', renditionId, name)));
    const file = path.join(folder, `${renditionId}-${wanted[0]}-${wanted.length}.mp4`);
    await writeFile(file, Buffer.concat(await Promise.all(parts)));
    return file;
  };
  return { plan, source, cells: filled, joined };
}

function oneSegmentEach(plan: Plan): Chunk[] {
  return Array.from({ length: segmentCount(plan.grid) }, (_, firstSegment) => ({ firstSegment, segmentCount: 1 }));
}

function jobsOf(plan: Plan): EncodeRun[] {
  return plan.chunks.flatMap((chunk): EncodeRun[] => [
    { kind: 'video', chunk, renditionIds: plan.video.map(({ id }) => id) },
    ...plan.audio.map(({ id }): EncodeRun => ({ kind: 'audio', chunk, renditionIds: [id] })),
  ]);
}

/** Every third first, then the others: neighbours are never encoded one after the other. */
function outOfOrder<T>(items: readonly T[]): T[] {
  return [2, 0, 1].flatMap((rest) => items.filter((_, i) => i % 3 === rest));
}
