import { revisionPrefixes } from '../../videos/revision.ts';
import type { WorkContext } from '../work/work-context.ts';
import { publishCurrent } from './publish-current.ts';

/** Whoever began to watch before the change may go on this long. */
const KEPT_MS = 24 * 3_600_000;

/** Removes the files and rows of revisions that nothing plays any more. */
export async function sweepRetired(
  context: Pick<WorkContext, 'reencodes' | 'objects' | 'videos' | 'revisions'>,
  nowMs: number,
): Promise<void> {
  const { reencodes, objects } = context;
  for (const { videoId, revisionId } of await reencodes.listRetired(new Date(nowMs - KEPT_MS))) {
    // One that was given up in its last moment may be where the addresses lead.
    await publishCurrent(context, videoId);
    await objects.deletePrefix(revisionPrefixes(videoId, revisionId).prefix);
    await reencodes.forgetRetired(revisionId);
  }
}
