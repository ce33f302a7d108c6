import { segmentCount, segmentStart } from '../../media/grid/grid.ts';
import { planAudioChunks } from '../../media/plan/plan-chunks.ts';
import type { Chunk, Plan, PlanDraft } from '../../media/plan/plan.ts';
import { toNumber } from '../../media/rational.ts';

/** One FFmpeg's work: some renditions of a run of segments. Idempotent: cells already filled are passed over. */
export interface EncodeRun {
  readonly kind: 'video' | 'audio';
  readonly chunk: Chunk;
  /** Video: any of the plan's renditions. Audio: exactly one. */
  readonly renditionIds: readonly string[];
}

/** What somebody who begins to watch sees first; every new video gets it before others go on. */
export const HEAD_SECONDS = 30;

/**
 * All runs of a plan in the order they should be done: the first cell of the lowest rendition, since it makes the video
 * playable; the first sound; then everything in time order, sound before picture.
 *
 * `isAlone: false`, when other videos are in work: then the lowest rendition of the first half minute is a run of its own,
 * so that all of many new videos play on at once. That decodes half a minute twice; a video alone has its chunks next anyway.
 */
export function listEncodeRuns(plan: PlanDraft, { isAlone = true }: { isAlone?: boolean } = {}): EncodeRun[] {
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
  const head = isAlone ? [] : headOfLowest(plan);
  const startSeconds = (run: EncodeRun): number => startSecondsOf(plan, run);
  // A stable sort: at equal times sound, which is cheap and whose absence stops playback, comes first.
  return [...first, ...[...audio, ...head, ...video].toSorted((a, b) => startSeconds(a) - startSeconds(b))];
}

/** Second of the timeline at which a run begins. */
export function startSecondsOf({ grid }: Pick<Plan, 'grid'>, { chunk }: EncodeRun): number {
  return toNumber(segmentStart(grid, chunk.firstSegment));
}

/** Whether a run is one of the two without which the video cannot be played. */
export function isOpening(plan: Pick<Plan, 'video' | 'audio'>, { kind, chunk, renditionIds }: EncodeRun): boolean {
  if (chunk.firstSegment > 0 || renditionIds.length !== 1) return false;
  if (kind === 'audio') return renditionIds[0] === plan.audio[0]?.id;
  return chunk.segmentCount === 1 && renditionIds[0] === plan.video[0]?.id;
}

/** The runs that make a video playable; none where something is not cut into runs of its own (a single segment). */
export function openingRuns(plan: PlanDraft): EncodeRun[] {
  const runs = listEncodeRuns(plan).filter((run) => isOpening(plan, run));
  const wanted = (plan.video.length > 0 ? 1 : 0) + (plan.audio.length > 0 ? 1 : 0);
  return runs.length === wanted ? runs : [];
}

/** The second cell of the lowest rendition to the end of the last chunk of the first half minute. */
function headOfLowest(plan: PlanDraft): EncodeRun[] {
  const [lowest, next] = plan.video;
  const last = plan.chunks.findLast((chunk) => toNumber(segmentStart(plan.grid, chunk.firstSegment)) < HEAD_SECONDS);
  const end = last ? last.firstSegment + last.segmentCount : 0;
  // With one rendition the chunks are this already.
  if (!lowest || !next || end < 2) return [];
  return [{ kind: 'video', chunk: { firstSegment: 1, segmentCount: end - 1 }, renditionIds: [lowest.id] }];
}
