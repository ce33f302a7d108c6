import { newId } from '../../kernel/ids.ts';
import { type Revision, revisionPrefixes, summarizePlan } from '../../videos/revision.ts';
import { sourceIdOf, type Video } from '../../videos/video.ts';
import { mustConform } from '../conform/conform.ts';
import { planSource } from '../conform/plan-source.ts';
import { publishEarly } from '../publish/publish-playlists.ts';
import { readFacts } from '../read-facts/read-facts.ts';
import { publishCurrent } from '../reencode/publish-current.ts';
import { enqueueMissing } from './enqueue-missing.ts';
import { conformJob } from './job.ts';
import type { WorkContext } from './work-context.ts';

/**
 * From a source to a saved plan and playlists: after this the video's length is known and its cells can be filled.
 *
 * A source that must be conformed is left to a job of its own (`mayConform`). The playlists are stored before the plan is
 * saved: a plan that can be seen can be played. Throws AppError SOURCE_….
 */
export async function prepareVideo(
  context: WorkContext,
  video: Video,
  signal: AbortSignal,
  { mayConform }: { readonly mayConform: boolean },
): Promise<void> {
  const source = await context.sources.open(sourceIdOf(video));
  try {
    await prepareFrom(context, video, source.path, signal, mayConform);
  } finally {
    source.close();
  }
}

async function prepareFrom(
  context: WorkContext,
  video: Video,
  sourcePath: string,
  signal: AbortSignal,
  mayConform: boolean,
): Promise<void> {
  const { tools, head, files, sources, events, logger, settings } = context;
  const { policy } = settings;
  const limits = settings.limits[await context.uploaderKind(video.ownerId)];
  const revisionId = newId();
  const { prefix, rootPrefix } = revisionPrefixes(video.id, revisionId);
  const reading = await readFacts({ sourcePath, head, tools, limits, signal });
  if (!mayConform && (await mustConform({ sourcePath, ...reading, policy, head, signal }))) {
    return await context.longJobs.add([conformJob(video.id)]);
  }

  sources
    .sync(sourceIdOf(video))
    .catch((error: unknown) => logger.warn({ err: error, videoId: video.id }, 'could not sync a source'));
  const { plan, rewritten, workFolder } = await planSource(context, {
    ...{ videoId: video.id, sourcePath, ...reading, limits },
    ...{ prefix, rootPrefix, mayConform, signal },
  });
  const { sourceId } = video;
  const origin = { ...(sourceId !== undefined && { sourceId }), ...(rewritten && { conformedFile: rewritten.name }) };
  const revision = { id: revisionId, videoId: video.id, plan, summary: summarizePlan(plan), ...origin };
  const isSaved = await saveFirst(context, revision);
  if (!isSaved && rewritten) await sources.removeRewritten(video.id, rewritten.name);
  if (rewritten?.isMoved !== false) await files.remove(workFolder);
  events.publish({ type: 'video.changed', videoId: video.id });
  await enqueueMissing(context, video.id);
}

/**
 * Saves the plan, unless the video has one, or another file by now: a worker that was taken for dead may have come to the same
 * end. Then its plan stays, and what this attempt has stored goes. (What attempts have left that were killed goes when the video is finished.)
 */
async function saveFirst(context: WorkContext, revision: Revision): Promise<boolean> {
  const { revisions, objects, videos } = context;
  if (await revisions.save(revision)) return true;
  await objects.deletePrefix(revisionPrefixes(revision.videoId, revision.id).prefix);
  const video = await videos.find(revision.videoId);
  if (video?.state === 'ready') {
    await publishCurrent(context, video.id);
    return false;
  }
  const winner = video?.revisionId === undefined ? undefined : await revisions.find(video.revisionId);
  if (winner) await publishEarly({ plan: winner.plan, objects, ...revisionPrefixes(winner.videoId, winner.id) });
  return false;
}
