import { revisionPrefixes } from '../../videos/revision.ts';
import type { WorkContext } from '../work/work-context.ts';

/** Whoever began to watch before the change may go on this long. */
const KEPT_MS = 24 * 3_600_000;

/** Removes the files and rows of revisions that nothing plays any more. */
export async function sweepRetired(
  { reencodes, objects }: Pick<WorkContext, 'reencodes' | 'objects'>,
  nowMs: number,
): Promise<void> {
  for (const { videoId, revisionId } of await reencodes.listRetired(new Date(nowMs - KEPT_MS))) {
    await objects.deletePrefix(revisionPrefixes(videoId, revisionId).prefix);
    await reencodes.forgetRetired(revisionId);
  }
}
