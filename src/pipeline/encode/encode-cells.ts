import { AppError } from '../../kernel/app-error.ts';
import { MediaError } from '../../media/media-error.ts';
import type { MediaRunResult } from '../../ports/media-tools.ts';
import type { CellKey } from '../../videos/cell.ts';
import type { Lease } from '../../videos/cell-store.ts';
import { encodeAudioCells } from './encode-audio-cells.ts';
import { encodeVideoCells } from './encode-video-cells.ts';
import { CellWriter } from './cell-writer.ts';
import { cellsOf, type EncodeInput } from './encode-input.ts';

/** How often a lease in work is prolonged; a lease lasts several times as long. */
const RENEW_EVERY_MS = 3_000;

/**
 * Encodes those of a job's cells that are empty and free; verifies, stores and marks each while FFmpeg goes on.
 *
 * Safe to run twice and to kill at any moment. Throws AppError ENCODE_FAILED, ENCODE_STALLED, DISK_FULL or CANCELLED.
 */
export async function encodeCells(input: EncodeInput): Promise<{ filled: number; skipped: number }> {
  const { job, cells } = input;
  const wanted = cellsOf(job);
  const lease = await cells.lease(wanted, input.holder, input.urgentCell);
  if (!lease) return { filled: 0, skipped: wanted.length };
  const renewal = setInterval(() => {
    cells.renew(lease).catch(() => {
      // A lease that cannot be renewed runs out; the write that marks a cell compares the fence.
    });
  }, RENEW_EVERY_MS);
  try {
    const run = input.urgentCell ? { ...lease, cells: runFrom(lease.cells, input.urgentCell) } : lease;
    if (run.cells.length === 0) return { filled: 0, skipped: wanted.length };
    const writer = new CellWriter(input, run);
    await encode(input, run, writer);
    return { filled: writer.filledCount, skipped: wanted.length - writer.filledCount };
  } finally {
    clearInterval(renewal);
    await cells.release(lease);
  }
}

/** The cells that follow each other without a hole from the urgent one on; none when somebody else has that. */
function runFrom(cells: readonly CellKey[], urgent: CellKey): CellKey[] {
  const run: CellKey[] = [];
  for (const cell of cells.toSorted((a, b) => a.segmentIndex - b.segmentIndex)) {
    if (cell.segmentIndex === urgent.segmentIndex + run.length) run.push(cell);
  }
  return run;
}

async function encode(input: EncodeInput, lease: Lease, writer: CellWriter): Promise<void> {
  try {
    const result =
      input.job.kind === 'video'
        ? await encodeVideoCells(input, lease, writer)
        : await encodeAudioCells(input, lease, writer);
    const missing = writer.missing();
    if (missing.length > 0) throw incomplete(input, missing, result);
  } catch (cause) {
    if (!(cause instanceof MediaError)) throw cause;
    throw new AppError('ENCODE_FAILED', { message: `${describe(input)}: ${cause.message}`, retry: 'later', cause });
  }
}

function incomplete(input: EncodeInput, missing: readonly CellKey[], result: MediaRunResult): AppError {
  const detail = `${result.command}\nexit code ${result.exitCode}, signal ${result.killedBy}, ended by ${result.endedBy}\n${result.stderrTail}`;
  if (result.endedBy === 'cancel') return new AppError('CANCELLED', { message: 'Encoding was cancelled.', detail });
  const first = missing[0];
  const what = `${describe(input)}: ${missing.length} segments are missing, the first is ${first?.renditionId} ${first?.segmentIndex}`;
  if (result.endedBy === 'stall' || result.endedBy === 'timeout') {
    return new AppError('ENCODE_STALLED', { message: `${what}; FFmpeg made no progress.`, retry: 'later', detail });
  }
  const end = result.killedBy ? `was ended by ${result.killedBy}` : `ended with ${result.exitCode}`;
  return new AppError('ENCODE_FAILED', { message: `${what}; FFmpeg ${end}.`, retry: 'later', detail });
}

function describe(input: EncodeInput): string {
  const { chunk, renditionIds } = input.job;
  const last = chunk.firstSegment + chunk.segmentCount - 1;
  return `segments ${chunk.firstSegment} to ${last} of ${renditionIds.join(', ')}`;
}
