import { MediaError } from '../media-error.ts';
import { segmentCount, segmentDuration, targetDurationSeconds } from '../grid/grid.ts';
import type { Plan } from '../plan/plan.ts';
import { toNumber } from '../rational.ts';
import { averageBitrateBps, peakBitrateBps, type SegmentSize } from './segment-bit-rates.ts';

/** What playlists and manifests say of the rates of a plan's renditions. */
export interface PlanBitRates {
  /** `caps` while cells are empty: upper bounds from the encoder's settings. */
  readonly kind: 'caps' | 'measured';
  /** By rendition id, video and audio. */
  readonly renditions: ReadonlyMap<string, RenditionBitRates>;
}

/** Whole bits per second. */
export interface RenditionBitRates {
  readonly peakBps: number;
  /** Absent for caps: nobody knows yet. */
  readonly averageBps?: number;
  /** Of the key frames alone; absent for caps and for audio. */
  readonly keyFrames?: { readonly peakBps: number; readonly averageBps: number };
}

/** The part of a filled cell that rates are measured from (`FilledCell` fits). */
export interface CellSize {
  readonly renditionId: string;
  readonly segmentIndex: number;
  readonly sizeBytes: number;
  /** Bytes up to the end of the first key frame; 0 for audio. */
  readonly keyFrameEndBytes: number;
}

/** Upper bounds before anything is encoded: a segment can hold what its seconds allow and one full VBV buffer. */
export function capBitRates(plan: Plan): PlanBitRates {
  const renditions = new Map<string, RenditionBitRates>();
  for (const video of plan.video) {
    const peakBps = Math.ceil(video.maxrateBps + video.bufferBits / targetDurationSeconds(plan.grid));
    renditions.set(video.id, { peakBps });
  }
  for (const audio of plan.audio) renditions.set(audio.id, { peakBps: audio.bitrateBps });
  return { kind: 'caps', renditions };
}

/** Measures every rendition from its cells. Throws MediaError naming the first cell that is missing. */
export function measureBitRates(plan: Plan, cells: readonly CellSize[]): PlanBitRates {
  const byKey = new Map(cells.map((cell) => [`${cell.renditionId}/${cell.segmentIndex}`, cell]));
  const target = targetDurationSeconds(plan.grid);
  const renditions = new Map<string, RenditionBitRates>();
  for (const { id } of [...plan.video, ...plan.audio]) {
    const whole: SegmentSize[] = [];
    const keys: SegmentSize[] = [];
    for (let i = 0; i < segmentCount(plan.grid); i++) {
      const cell = byKey.get(`${id}/${i}`);
      if (!cell) throw new MediaError(`bit rates: wanted all cells, got none for ${id} segment ${i}`);
      const durationSeconds = toNumber(segmentDuration(plan.grid, i));
      whole.push({ sizeBytes: cell.sizeBytes, durationSeconds });
      keys.push({ sizeBytes: cell.keyFrameEndBytes, durationSeconds });
    }
    const isVideo = plan.video.some((video) => video.id === id);
    renditions.set(id, { ...ratesOf(whole, target), ...(isVideo && { keyFrames: ratesOf(keys, target) }) });
  }
  return { kind: 'measured', renditions };
}

function ratesOf(segments: readonly SegmentSize[], target: number): { peakBps: number; averageBps: number } {
  return {
    peakBps: Math.ceil(peakBitrateBps(segments, target)),
    averageBps: Math.ceil(averageBitrateBps(segments)),
  };
}
