import type { MediaFacts } from '../facts/media-facts.ts';
import { toNumber } from '../rational.ts';
import { gridDuration } from '../grid/grid.ts';
import { leastWastedSeconds } from './plan-chunks.ts';
import { timelineKeyFrames } from './draft-plan.ts';
import type { PlanDraft } from './plan.ts';

/** Whether a source must be rewritten before it can be cut: not at all, packets as they are, or encoded anew. */
export type Conforming = 'none' | 'remux' | 're-encode';

/** Containers whose index FFmpeg seeks by exactly. */
const INDEXED_DEMUXERS = new Set(['mov', 'matroska']);

/** More wasted decoding than this costs more than one intermediate encode. */
const MAX_WASTED_SHARE = 0.1;
/** Below this many seconds nothing is worth an intermediate encode. */
const MIN_WASTED_SECONDS = 60;

/** What a source needs by its container alone, before a plan is drafted. */
export function conformingByContainer(demuxer: string, facts: MediaFacts, isFragmented: boolean): Conforming {
  if (!facts.video) return INDEXED_DEMUXERS.has(demuxer) || facts.audio.length === 0 ? 'none' : 'remux';
  if (!INDEXED_DEMUXERS.has(demuxer) || isFragmented) return 'remux';
  // A browser's recording: Matroska without duration has no cues either.
  return facts.claimedDuration === undefined ? 'remux' : 'none';
}

/** Whether key frames are so rare that seeking to every chunk would waste more than a tenth of the decoding. */
export function wastesDecoding(plan: PlanDraft): boolean {
  if (plan.picture.kind === 'still') return false;
  const wastedSeconds = leastWastedSeconds(plan.grid, timelineKeyFrames(plan.picture, plan.containerStart));
  return wastedSeconds > MIN_WASTED_SECONDS && wastedSeconds > toNumber(gridDuration(plan.grid)) * MAX_WASTED_SHARE;
}
