import { revisionPrefixes, summarizePlan } from '../../videos/revision.ts';
import type { ReplacingFile } from '../../videos/reencode-store.ts';
import { sourceIdOf, type Video } from '../../videos/video.ts';
import { conformIfNeeded } from '../conform/conform.ts';
import { inConformFolder } from '../conform/conform-folder.ts';
import { makePlan } from '../make-plan/make-plan.ts';
import { publishEarly } from '../publish/publish-playlists.ts';
import { readFacts } from '../read-facts/read-facts.ts';

import type { WorkContext } from '../work/work-context.ts';
import { roomToRewrite } from '../work/work-room.ts';
import { enqueueReencode } from './enqueue-reencode.ts';

/**
 * From the source to a plan with today's settings, beside the one that plays: nothing outside the new revision's folder is
 * touched. Throws AppError SOURCE_….
 */
export async function planReencode(
  context: WorkContext,
  video: Video,
  revisionId: string,
  signal: AbortSignal,
): Promise<void> {
  if (!(await context.revisions.find(revisionId))) {
    const file = (await context.reencodes.find(video.id))?.file;
    const source = await context.sources.open(file?.sourceId ?? sourceIdOf(video));
    try {
      await planFrom(context, video, revisionId, { ...source, file }, signal);
    } finally {
      source.close();
    }
  }
  await enqueueReencode(context, { videoId: video.id, revisionId });
}

async function planFrom(
  context: WorkContext,
  video: Video,
  revisionId: string,
  { path: sourcePath, file }: { readonly path: string; readonly file: ReplacingFile | undefined },
  signal: AbortSignal,
): Promise<void> {
  const { tools, head, objects, reencodes, sources, settings } = context;
  const { policy } = settings;
  // What plays was accepted once.
  const limits = settings.limits[file ? await context.uploaderKind(file.uploaderId) : 'administrator'];
  const { prefix } = revisionPrefixes(video.id, revisionId);
  await inConformFolder(context, video.id, async (workFolder) => {
    const reading = await readFacts({ sourcePath, head, tools, limits, signal });
    const maxFileBytes = await roomToRewrite(context);
    const conforming = { sourcePath, ...reading, policy, head, tools, limits, maxFileBytes, workFolder, signal };
    const source = await conformIfNeeded(conforming);
    const plan = await makePlan({ ...source, policy, tools, objects, prefix, workFolder, signal });
    const rewritten = source.isConformed ? await sources.keepRewritten(video.id, source.sourcePath) : undefined;
    // Until it is proven its playlists lie in its own folder.
    await publishEarly({ plan, objects, prefix, rootPrefix: prefix });
    const conformedFile = rewritten && { conformedFile: rewritten.name };
    const sourceId = file?.sourceId ?? video.sourceId;
    const origin = { ...(sourceId !== undefined && { sourceId }), ...conformedFile };
    const revision = { id: revisionId, videoId: video.id, plan, summary: summarizePlan(plan), ...origin };
    const saved = await reencodes.savePlan(revision);
    // Given up meanwhile: the sweeper may have come by already.
    if (saved === 'given up') await objects.deletePrefix(prefix);
    if (saved !== 'saved' && rewritten) await sources.removeRewritten(video.id, rewritten.name);
    return { holdsSource: rewritten?.isMoved === false };
  });
}
