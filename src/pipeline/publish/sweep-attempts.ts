import type { ObjectStore } from '../../ports/object-store.ts';
import { revisionPrefixes } from '../../videos/revision.ts';

/**
 * Removes what attempts to plan a video have left that a crash cut short: the folders of every revision but the one it is
 * served from. Only for a video that was never ready: beside one that plays, others may be in work or still watched.
 */
export async function sweepAttempts(objects: ObjectStore, videoId: string, revisionId: string): Promise<void> {
  const { prefix, rootPrefix } = revisionPrefixes(videoId, revisionId);
  for await (const { key } of objects.list(rootPrefix)) {
    const isOfRevision = key.slice(rootPrefix.length).includes('/');
    if (isOfRevision && !key.startsWith(prefix)) await objects.delete(key);
  }
}
