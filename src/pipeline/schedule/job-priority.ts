import { segmentStart } from '../../media/grid/grid.ts';
import { toNumber } from '../../media/rational.ts';
import type { Plan } from '../../media/plan/plan.ts';
import type { EncodeRun } from './list-runs.ts';

/** What a job is, as far as its turn depends on it. */
export type JobToRank =
  | { readonly kind: 'prepare' }
  | { readonly kind: 'finish' }
  | { readonly kind: 'encode'; readonly plan: Pick<Plan, 'grid' | 'video'>; readonly encode: EncodeRun };

/** Numbers below this are kept for cells that somebody waits for. */
const FIRST_BACKGROUND = 1_000;
const EARLY_SECONDS = 30;
/** The queue's largest number is 2^21. */
const LAST = 2_000_000;

/**
 * The turn of a job; lower runs first. The same for the same job, so that the queue can be made anew from the tables.
 *
 * 1. Preparing: until its plan exists a video cannot be watched at all.
 * 2. The first cell of the lowest rendition and the first sound of every new video: they make it playable.
 * 3. The first half minute, sound before picture, by time.
 * 4. Everything else by its place on the timeline. Videos share fairly by that alone: the fifth minute of a lecture comes
 *    after the second minute of a clip, whichever came first.
 * 5. Finishing has a queue of its own; there it comes after preparing.
 */
export function jobPriority(job: JobToRank): number {
  if (job.kind === 'prepare') return FIRST_BACKGROUND;
  if (job.kind === 'finish') return FIRST_BACKGROUND + 500;
  const { plan, encode } = job;
  const startSeconds = toNumber(segmentStart(plan.grid, encode.chunk.firstSegment));
  const isOpening = startSeconds === 0 && (encode.kind === 'audio' || isOnlyLowest(plan, encode));
  if (isOpening) return FIRST_BACKGROUND + 1;
  const soundFirst = encode.kind === 'audio' ? 0 : 1;
  const turn = Math.floor(startSeconds) * 2 + soundFirst;
  if (startSeconds < EARLY_SECONDS) return FIRST_BACKGROUND + 10 + turn;
  return Math.min(LAST, 2 * FIRST_BACKGROUND + turn);
}

function isOnlyLowest({ video }: Pick<Plan, 'video'>, { renditionIds }: EncodeRun): boolean {
  return renditionIds.length === 1 && renditionIds[0] === video[0]?.id;
}
