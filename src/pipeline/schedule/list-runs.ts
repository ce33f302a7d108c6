import { segmentCount, segmentStart } from '../../media/grid/grid.ts';
import { planAudioChunks } from '../../media/plan/plan-chunks.ts';
import type { Chunk, PlanDraft } from '../../media/plan/plan.ts';
import { toNumber } from '../../media/rational.ts';

/** One FFmpeg's work: some renditions of a run of segments. Idempotent: cells already filled are passed over. */
export interface EncodeRun {
  readonly kind: 'video' | 'audio';
  readonly chunk: Chunk;
  /** Video: any of the plan's renditions. Audio: exactly one. */
  readonly renditionIds: readonly string[];
}

/**
 * All jobs of a plan in the order they should run: the first cell of the lowest rendition, since it makes the video
 * playable; the first sound; then everything in time order, sound before picture.
 */
export function listEncodeRuns(plan: PlanDraft): EncodeRun[] {
  const lowest = plan.video[0];
  const first: EncodeRun[] =
    lowest && segmentCount(plan.grid) > 1
      ? [{ kind: 'video', chunk: { firstSegment: 0, segmentCount: 1 }, renditionIds: [lowest.id] }]
      : [];
  const video = plan.chunks.map((chunk): EncodeRun => ({
    kind: 'video',
    chunk,
    renditionIds: plan.video.map((rendition) => rendition.id),
  }));
  const audio = plan.audio.flatMap((rendition) =>
    planAudioChunks(plan.grid).map((chunk): EncodeRun => ({ kind: 'audio', chunk, renditionIds: [rendition.id] })),
  );
  const startSeconds = (job: EncodeRun): number => toNumber(segmentStart(plan.grid, job.chunk.firstSegment));
  // A stable sort: at equal times sound, which is cheap and whose absence stops playback, comes first.
  return [...first, ...[...audio, ...video].toSorted((a, b) => startSeconds(a) - startSeconds(b))];
}
