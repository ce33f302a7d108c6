import { newId } from '../../kernel/ids.ts';
import { revisionPrefixes, summarizePlan, videoPrefix } from '../../videos/revision.ts';
import type { Video } from '../../videos/video.ts';
import { conformIfNeeded, type CuttableSource, mustConform } from '../conform/conform.ts';
import { makePlan } from '../make-plan/make-plan.ts';
import { publishEarly } from '../publish/publish-playlists.ts';
import { readFacts } from '../read-facts/read-facts.ts';
import { enqueueMissing } from './enqueue-missing.ts';
import { conformJob } from './job.ts';
import { videoWorkFolder, type WorkContext } from './work-context.ts';

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
  const { tools, head, files, objects, revisions, sources, events, logger, settings } = context;
  const { limits, policy } = settings;
  const revisionId = newId();
  const { prefix, rootPrefix } = revisionPrefixes(video.id, revisionId);
  const parent = videoWorkFolder(settings, video.id);
  const sourcePath = sources.localPath(video.id);
  const reading = await readFacts({ sourcePath, head, tools, limits, signal });
  if (!mayConform && (await mustConform({ sourcePath, ...reading, policy, head }))) {
    return await context.longJobs.add([conformJob(video.id)]);
  }

  // What an attempt that was cut short may have left: without a saved plan nothing of it is needed.
  await objects.deletePrefix(videoPrefix(video.id));
  await files.remove(parent);
  const workFolder = await files.makeFolder(parent, 'prepare');
  sources
    .sync(video.id)
    .catch((error: unknown) => logger.warn({ err: error, videoId: video.id }, 'could not sync a source'));

  const maxFileBytes = Math.max(1, (await context.diskRoom()) - settings.diskReserveBytes);
  const conforming = { sourcePath, ...reading, policy, head, tools, limits, maxFileBytes, workFolder, signal };
  const source: CuttableSource = mayConform
    ? await conformIfNeeded(conforming)
    : { sourcePath, ...reading, isConformed: false };
  const plan = await makePlan({ ...source, policy, tools, objects, prefix, workFolder, signal });
  await publishEarly({ plan, objects, prefix, rootPrefix });
  const conformedFile = source.isConformed ? source.sourcePath.slice(parent.length + 1) : undefined;
  await revisions.save({
    id: revisionId,
    videoId: video.id,
    plan,
    summary: summarizePlan(plan),
    ...(conformedFile !== undefined && { conformedFile }),
  });
  if (!source.isConformed) await files.remove(workFolder);
  events.publish({ type: 'video.changed', videoId: video.id });
  await enqueueMissing(context, video.id);
}
