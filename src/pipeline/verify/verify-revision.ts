import { createHash } from 'node:crypto';

import { segmentCount } from '../../media/grid/grid.ts';
import { audioFrameStartSample, audioSegmentStartFrame } from '../../media/grid/audio-grid.ts';
import { readFragment } from '../../media/isobmff/fragment.ts';
import { readInit, type TrackFacts } from '../../media/isobmff/init.ts';
import { MediaError } from '../../media/media-error.ts';
import { INIT_FILE_NAME, segmentFileName } from '../../media/plan/names.ts';
import { renditionSegmentFrames, renditionStartFrame } from '../../media/plan/rendition-frames.ts';
import type { Plan } from '../../media/plan/plan.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import type { CellKey, FilledCell } from '../../videos/cell.ts';
import { type GetObject, readAhead } from './read-ahead.ts';
import { segmentKeys } from './segment-keys.ts';

/** What reading everything back found. */
export interface VerifyReport {
  readonly cellCount: number;
  readonly sizeBytes: number;
  /** Cells that are not what their record says, with the reason; they must be emptied and encoded again. */
  readonly faults: readonly { readonly cell: CellKey; readonly reason: string }[];
}

/** Everything verifying needs. */
export interface VerifyInput {
  readonly plan: Plan;
  readonly cells: readonly FilledCell[];
  readonly objects: ObjectStore;
  readonly prefix: string;
  readonly signal?: AbortSignal;
}

/**
 * Reads every stored byte of a revision back: all cells present, bytes as they were written, frames and times exact.
 *
 * Cells that fail are named in the report. Throws AppError STREAM_INVALID when an init segment is wrong.
 */
export async function verifyRevision(input: VerifyInput): Promise<VerifyReport> {
  const { plan } = input;
  const byKey = new Map(input.cells.map((cell) => [`${cell.renditionId}/${cell.segmentIndex}`, cell]));
  const get = readAhead(input.objects, segmentKeys(plan, input.prefix));
  const faults: { cell: CellKey; reason: string }[] = [];
  let sizeBytes = 0;
  let cellCount = 0;
  for (const rendition of [...plan.video, ...plan.audio]) {
    const track = await readStoredInit(input, rendition.id);
    for (let segmentIndex = 0; segmentIndex < segmentCount(plan.grid); segmentIndex++) {
      if (input.signal?.aborted) throw new AppError('CANCELLED', { message: 'Verifying was cancelled.' });
      const record = byKey.get(`${rendition.id}/${segmentIndex}`);
      const cell = { renditionId: rendition.id, segmentIndex };
      const reason = record ? await faultOf({ ...input, get }, record, track) : 'it is not encoded';
      if (reason) faults.push({ cell, reason });
      cellCount++;
      sizeBytes += record?.sizeBytes ?? 0;
    }
  }
  return { cellCount, sizeBytes, faults };
}

async function readStoredInit(input: VerifyInput, renditionId: string): Promise<TrackFacts> {
  const bytes = await input.objects.get(`${input.prefix}${renditionId}/${INIT_FILE_NAME}`);
  const track =
    bytes && sha256(bytes) === input.plan.inits[renditionId]?.sha256 ? readInit(bytes).tracks[0] : undefined;
  if (track) return track;
  throw new AppError('STREAM_INVALID', {
    message: `The init segment of ${renditionId} is ${bytes ? 'not the one that was planned' : 'missing'}.`,
    retry: 'later',
  });
}

async function faultOf(
  input: VerifyInput & { readonly get: GetObject },
  record: FilledCell,
  track: TrackFacts,
): Promise<string | undefined> {
  const bytes = await input.get(`${input.prefix}${record.renditionId}/${segmentFileName(record.segmentIndex)}`);
  if (!bytes) return 'its file is missing';
  if (sha256(bytes) !== record.sha256) return 'its bytes changed after they were stored';
  const expected = expectedSpan(input.plan, record);
  try {
    const fragment = readFragment(bytes, track);
    if (fragment.samples.length !== expected.sampleCount) {
      return `it holds ${fragment.samples.length} frames, not ${expected.sampleCount}`;
    }
    if (fragment.baseDecodeTimeTicks !== expected.startTicks) {
      return `it starts at ${fragment.baseDecodeTimeTicks}, not at ${expected.startTicks}`;
    }
    if (fragment.durationTicks !== expected.durationTicks) {
      return `it lasts ${fragment.durationTicks} ticks, not ${expected.durationTicks}`;
    }
    return undefined;
  } catch (error) {
    if (error instanceof MediaError) return error.message;
    throw error;
  }
}

function expectedSpan(plan: Plan, cell: CellKey): { startTicks: number; durationTicks: number; sampleCount: number } {
  const { grid } = plan;
  const video = plan.video.find((rendition) => rendition.id === cell.renditionId);
  if (video) {
    const sampleCount = renditionSegmentFrames(grid, video, cell.segmentIndex);
    const startTicks = renditionStartFrame(grid, video, cell.segmentIndex) * video.frameTicks;
    return { startTicks, durationTicks: sampleCount * video.frameTicks, sampleCount };
  }
  const audio = plan.audio.find((rendition) => rendition.id === cell.renditionId);
  if (!audio) throw new Error(`bug: no rendition ${cell.renditionId} in the plan`);
  const first = audioSegmentStartFrame(grid, audio, cell.segmentIndex);
  const end = audioSegmentStartFrame(grid, audio, cell.segmentIndex + 1);
  const startTicks = audioFrameStartSample(audio, first);
  return { startTicks, durationTicks: audioFrameStartSample(audio, end) - startTicks, sampleCount: end - first };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
