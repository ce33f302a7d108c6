import { revisionPrefixes, summarizePlan } from '../../videos/revision.ts';
import type { ReplacingFile } from '../../videos/reencode-store.ts';
import { sourceIdOf, type Video } from '../../videos/video.ts';
import { planSource } from '../conform/plan-source.ts';
import { readFacts } from '../read-facts/read-facts.ts';
import type { WorkContext } from '../work/work-context.ts';
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
  const { tools, head, files, objects, reencodes, sources, settings } = context;
  // What plays was accepted once.
  const limits = settings.limits[file ? await context.uploaderKind(file.uploaderId) : 'administrator'];
  const { prefix } = revisionPrefixes(video.id, revisionId);
  const reading = await readFacts({ sourcePath, head, tools, limits, signal });
  const { plan, rewritten, workFolder } = await planSource(context, {
    ...{ videoId: video.id, sourcePath, ...reading, limits },
    // Until it is proven its playlists lie in its own folder.
    ...{ prefix, rootPrefix: prefix, mayConform: true, signal },
  });
  const conformedFile = rewritten && { conformedFile: rewritten.name };
  const sourceId = file?.sourceId ?? video.sourceId;
  const origin = { ...(sourceId !== undefined && { sourceId }), ...conformedFile };
  const revision = { id: revisionId, videoId: video.id, plan, summary: summarizePlan(plan), ...origin };
  const saved = await reencodes.savePlan(revision);
  // Given up meanwhile: the sweeper may have come by already.
  if (saved === 'given up') await objects.deletePrefix(prefix);
  if (saved !== 'saved' && rewritten) await sources.removeRewritten(video.id, rewritten.name);
  if (rewritten?.isMoved !== false) await files.remove(workFolder);
}
