import type { Plan } from '../../media/plan/plan.ts';
import { type EncodeRun, HEAD_SECONDS, isOpening, startSecondsOf } from './list-runs.ts';

/** What a job is, as far as its turn depends on it. */
export type JobToRank =
  /** Somebody waits for the cell, or has waited and left. */
  | { readonly kind: 'wanted' }
  | { readonly kind: 'unwanted' }
  | { readonly kind: 'prepare' }
  | { readonly kind: 'conform' }
  /** Anything of a ready video that is encoded anew: it plays already. */
  | { readonly kind: 'reencode' }
  | { readonly kind: 'finish' }
  | {
      readonly kind: 'encode';
      readonly plan: Pick<Plan, 'grid' | 'video' | 'audio'>;
      readonly encode: EncodeRun;
      /** The next run of the video that has been in work longest (upkeep/help-oldest.ts). */
      readonly isOverdue?: boolean;
    };

const WANTED = 1;
const PREPARE = 1_000;
const OPENING = 1_001;
const HEAD = 1_010;
const FINISH = 1_500;
const CONFORM = 1_600;
const OVERDUE = 1_900;
const BY_PLACE = 2_000;
const FIRST_STRETCH_SECONDS = 120;
/** The queue's largest number is 2^21. */
const LAST = 2_000_000;
const REENCODE = LAST - 1;

/**
 * The turn of a job; lower runs first, equal ones in the order of asking. The same for the same job, so that the queues
 * can be made anew from the tables.
 *
 * 1. Cells somebody waits for (a queue and encoders of their own), whoever has waited longest first. Once nobody waits any
 *    more, such a cell is last of all: its chunk brings it.
 * 2. Preparing: until its plan exists a video cannot be watched at all.
 * 3. The first cell of the lowest rendition and the first sound of every new video: they make it playable. 1 to 2 s of one
 *    core, so that even a hundred uploads at once are playable within two minutes.
 * 4. The sound and the lowest rendition of the first half minute: whoever begins to watch plays on, in a twentieth of the
 *    time that all renditions take.
 * 5. The next runs of the video that is in work longest, so many a minute: see below.
 * 6. Everything else by its place on the timeline, all renditions at once: the first two minutes of all videos, then up to
 *    minute 4, 8, 16 and so on, within such a stretch one video after the other as they came. So a clip waits only for the
 *    first minutes of others, however long they are and however many, and lectures share the machine.
 *    Stretches, because of many videos that take turns at every chunk none is ready before nearly all are (simulated, clips
 *    that fill nine tenths of the machine beside a lecture: ready after 2 h; by stretches after 12 min). Doubling, because
 *    whoever has watched for an hour may wait longer for more.
 *
 * By place alone, the end of a lecture would never come where clips come without end: there is always a clip at an earlier
 * place. A place that ages with the time of upload was weighed and not taken: on a machine that has days of work (a school
 * brings its 400 lectures) all of that is older than today's clip, which would wait for days. So the oldest video alone is
 * helped, by a bounded share of the machine: it ends, then the next oldest is helped.
 *
 * What takes long and nobody waits for a second of has queues of its own, so that it stands before no new video: finishing
 * before conforming, since it is shorter.
 */
export function jobPriority(job: JobToRank): number {
  switch (job.kind) {
    case 'wanted':
      return WANTED;
    case 'unwanted':
      return LAST;
    case 'prepare':
      return PREPARE;
    case 'finish':
      return FINISH;
    case 'conform':
      return CONFORM;
    case 'reencode':
      return REENCODE;
    case 'encode':
      return encodePriority(job);
  }
}

function encodePriority({ plan, encode, isOverdue }: JobToRank & { readonly kind: 'encode' }): number {
  if (isOpening(plan, encode)) return OPENING;
  const startSeconds = startSecondsOf(plan, encode);
  const isCheap = encode.kind === 'audio' || encode.renditionIds.every((id) => id === plan.video[0]?.id);
  if (isCheap && startSeconds < HEAD_SECONDS) return HEAD;
  return isOverdue ? OVERDUE : BY_PLACE + stretchOf(startSeconds);
}

/** 0 for the first two minutes, 1 up to minute 4, 2 up to minute 8 … */
function stretchOf(startSeconds: number): number {
  return startSeconds < FIRST_STRETCH_SECONDS ? 0 : 1 + Math.floor(Math.log2(startSeconds / FIRST_STRETCH_SECONDS));
}
