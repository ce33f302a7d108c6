import { segmentCount } from '../../media/grid/grid.ts';
import type { CellKey } from '../../videos/cell.ts';
import type { Revision } from '../../videos/revision.ts';
import type { EncodeRun } from '../schedule/list-runs.ts';

/** A viewer who plays on needs the next segments too; a run of three saves two starts of FFmpeg and their pre-roll. */
const READ_AHEAD_SEGMENTS = 3;

/**
 * The encode that brings a wanted cell soonest: its rendition alone, from it on, three segments at most. Cells of the run
 * that are filled or in work are passed over by the lease. Undefined when the revision has no such cell.
 */
export function urgentEncode({ plan }: Pick<Revision, 'plan'>, wanted: CellKey): EncodeRun | undefined {
  const { renditionId, segmentIndex } = wanted;
  const kind = plan.video.some((rendition) => rendition.id === renditionId) ? 'video' : 'audio';
  const isKnown = kind === 'video' || plan.audio.some((rendition) => rendition.id === renditionId);
  const total = segmentCount(plan.grid);
  if (!isKnown || segmentIndex < 0 || segmentIndex >= total) return undefined;
  const count = Math.min(READ_AHEAD_SEGMENTS, total - segmentIndex);
  return { kind, chunk: { firstSegment: segmentIndex, segmentCount: count }, renditionIds: [renditionId] };
}
