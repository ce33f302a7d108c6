import type { RetiredRevision } from '../../videos/reencode-store.ts';
import { publicPrefix, revisionPrefixes } from '../../videos/revision.ts';
import { eachLogged } from '../upkeep/each-video.ts';
import type { WorkContext } from '../work/work-context.ts';
import { publishCurrent } from './publish-current.ts';

/** Whoever began to watch before the change may go on this long. */
const KEPT_MS = 24 * 3_600_000;

/** Removes the files and rows of revisions that nothing plays any more, and of files that were replaced. */
export async function sweepRetired(
  context: Pick<WorkContext, 'reencodes' | 'replacements' | 'objects' | 'videos' | 'revisions' | 'sources' | 'logger'>,
  nowMs: number,
): Promise<void> {
  const each = eachLogged(context.logger);
  for (const { sourceId, videoId } of await context.replacements.listRetired(new Date(nowMs - KEPT_MS))) {
    await each('remove a replaced file', videoId, async () => {
      await context.sources.removeSource(sourceId);
      await context.replacements.forgetRetired(sourceId);
    });
  }
  for (const retired of await context.reencodes.listRetired(new Date(nowMs - KEPT_MS))) {
    await each('remove a retired revision', retired.videoId, () => sweep(context, retired));
  }
}

async function sweep(
  context: Pick<WorkContext, 'reencodes' | 'objects' | 'videos' | 'revisions' | 'sources'>,
  { videoId, revisionId }: RetiredRevision,
): Promise<void> {
  const { reencodes, revisions, objects, sources } = context;
  // One that was given up in its last moment may be where the addresses lead.
  await publishCurrent(context, videoId);
  const rewritten = (await revisions.find(revisionId))?.conformedFile;
  if (rewritten !== undefined) await sources.removeRewritten(videoId, rewritten);
  await objects.deletePrefix(revisionPrefixes(videoId, revisionId).prefix);
  await objects.deletePrefix(`${publicPrefix(videoId)}${revisionId}/`);
  await reencodes.forgetRetired(revisionId);
}
