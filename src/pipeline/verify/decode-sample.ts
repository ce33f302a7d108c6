import { segmentCount } from '../../media/grid/grid.ts';
import { INIT_FILE_NAME, segmentFileName } from '../../media/plan/names.ts';
import type { Plan } from '../../media/plan/plan.ts';
import type { MediaTools } from '../../ports/media-tools.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import type { TemporaryFiles } from '../../ports/temporary-files.ts';
import type { CellKey, FilledCell } from '../../videos/cell.ts';
import { runForBytes } from '../check-tree/run-for-bytes.ts';
import { readAhead } from './read-ahead.ts';

/** Everything decoding a sample needs. */
export interface DecodeSampleInput {
  readonly plan: Plan;
  readonly cells: readonly FilledCell[];
  readonly objects: ObjectStore;
  readonly prefix: string;
  readonly tools: MediaTools;
  readonly files: TemporaryFiles;
  readonly workFolder: string;
  readonly signal?: AbortSignal;
}

/** What came out, and the cells that did not decode as they should. */
export interface SampleReport {
  readonly segments: number;
  readonly frames: number;
  readonly faults: readonly { readonly cell: CellKey; readonly reason: string }[];
}

/** Of every rendition, this many segments spread over its length are decoded whole. */
const SPREAD_SEGMENTS = 6;

/**
 * Decodes segments from the store from their first frame to their last: some of every rendition, and on both sides of
 * every border between chunks those of one rendition in turn, since that is where two encoders met. (The first frame of
 * every segment is decoded with the rules, check-tree/decode-pictures.ts.)
 */
export async function decodeSample(input: DecodeSampleInput): Promise<SampleReport> {
  const { plan } = input;
  const counts = new Map(input.cells.map((cell) => [keyOf(cell), cell.sampleCount]));
  const faults: { cell: CellKey; reason: string }[] = [];
  let segments = 0;
  let frames = 0;
  for (const [index, { id }] of [...plan.video, ...plan.audio].entries()) {
    const isVideo = index < plan.video.length;
    const chosen = sampleOf(plan, isVideo ? index : undefined);
    const wanted = (segmentIndex: number): number => counts.get(keyOf({ renditionId: id, segmentIndex })) ?? 0;
    const wantedFrames = chosen.reduce((sum, segmentIndex) => sum + wanted(segmentIndex), 0);
    const whole = await decode(input, id, chosen);
    segments += chosen.length;
    frames += whole.frames;
    if (!whole.hasErrors && whole.frames === wantedFrames) continue;
    // Together they do not come out right: each alone says which.
    const faultsBefore = faults.length;
    for (const segmentIndex of chosen) {
      const { frames: got, hasErrors } = await decode(input, id, [segmentIndex]);
      const want = wanted(segmentIndex);
      const reason = got === want ? 'it does not decode without errors' : `${got} of its ${want} frames decode`;
      if (hasErrors || got !== want) faults.push({ cell: { renditionId: id, segmentIndex }, reason });
    }
    // Only sound frames need the ones before them; pictures that are right alone and not together are wrong.
    if (isVideo && faults.length === faultsBefore) {
      const [segmentIndex = 0] = chosen;
      faults.push({ cell: { renditionId: id, segmentIndex }, reason: 'it does not join the segments after it' });
    }
  }
  return { segments, frames, faults };
}

/** Ascending. `turn`: which rendition of the picture this is; undefined for sound. */
function sampleOf(plan: Plan, turn: number | undefined): number[] {
  const count = segmentCount(plan.grid);
  const chosen = new Set<number>();
  for (let i = 0; i < SPREAD_SEGMENTS; i++)
    chosen.add(Math.floor((i * (count - 1)) / Math.max(1, SPREAD_SEGMENTS - 1)));
  if (turn !== undefined) {
    plan.chunks.forEach(({ firstSegment }, border) => {
      if (firstSegment === 0 || border % plan.video.length !== turn) return;
      chosen.add(firstSegment - 1);
      chosen.add(firstSegment);
    });
  }
  return [...chosen].toSorted((a, b) => a - b);
}

async function decode(
  input: DecodeSampleInput,
  renditionId: string,
  segmentIndexes: readonly number[],
): Promise<{ frames: number; hasErrors: boolean }> {
  const path = `${input.workFolder}/decode.mp4`;
  try {
    const names = [INIT_FILE_NAME, ...segmentIndexes.map(segmentFileName)];
    const keys = names.map((name) => `${input.prefix}${renditionId}/${name}`);
    const get = readAhead(input.objects, [keys]);
    for (const key of keys) {
      const bytes = await get(key);
      if (bytes) await input.files.append(path, bytes);
    }
    const { bytes, hasErrors } = await runForBytes(decodeArguments(path), path, input);
    const lines = new TextDecoder().decode(bytes).split('\n');
    return { frames: lines.filter((line) => /^\d/.test(line)).length, hasErrors };
  } finally {
    await input.files.remove(path);
  }
}

/** One line for each decoded frame. A picture itself is not copied out (`wrapped_avframe`): only that it is there counts. */
function decodeArguments(path: string): string[] {
  return [
    ...['-hide_banner', '-v', 'error', '-nostdin', '-f', 'mov', '-i', `file:${path}`],
    ...['-copyts', '-fps_mode', 'passthrough', '-map', '0:0'],
    ...['-c:v', 'wrapped_avframe', '-f', 'framecrc', 'pipe:1'],
  ];
}

function keyOf({ renditionId, segmentIndex }: CellKey): string {
  return `${renditionId}/${segmentIndex}`;
}
