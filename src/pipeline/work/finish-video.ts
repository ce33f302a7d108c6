import { AppError } from '../../kernel/app-error.ts';
import { segmentFileName } from '../../media/plan/names.ts';
import { IMAGES_FOLDER, type Revision, revisionPrefixes } from '../../videos/revision.ts';
import { describeDamage } from '../../videos/damaged-part.ts';
import { listDamage } from '../encode/kept-damage.ts';
import { makeImages } from '../images/make-images.ts';
import { decodeSample } from '../verify/decode-sample.ts';
import { keepReport, requireSourceLength } from '../verify/keep-report.ts';
import { proveTree } from '../verify/prove-tree.ts';
import { publishEarly, publishReady } from '../publish/publish-playlists.ts';
import { verifyRevision } from '../verify/verify-revision.ts';
import { enqueueMissing, missingJobs } from './enqueue-missing.ts';
import type { WorkResult } from './run-job.ts';
import { videoWorkFolder, type WorkContext } from './work-context.ts';

/**
 * Reads everything back, makes the pictures, publishes measured playlists: after this the video is ready, which means
 * proven. Cells found damaged are emptied and encoded again; the third time the video fails with STREAM_INVALID.
 */
export async function finishVideo(context: WorkContext, revisionId: string, signal: AbortSignal): Promise<WorkResult> {
  const { revisions, videos, objects, tools, files, sources, events, settings } = context;
  const revision = await revisions.find(revisionId);
  if (!revision) return 'done';
  const { plan, videoId } = revision;
  const { prefix, rootPrefix } = revisionPrefixes(videoId, revisionId);
  const cells = await revisions.cells(revisionId).listFilled();
  if (!missingJobs(videoId, revision, cells).longJobs) {
    await enqueueMissing(context, videoId);
    return 'postponed';
  }
  const verified = await verifyRevision({ plan, cells, objects, prefix, signal });
  if (verified.faults.length > 0) return await emptyDamaged(context, revision, verified.faults);
  requireSourceLength(plan);

  const parent = videoWorkFolder(settings, videoId);
  const workFolder = await files.makeFolder(parent, 'images');
  const decoded = await decodeSample({ plan, cells, objects, prefix, tools, files, workFolder, signal });
  if (decoded.faults.length > 0) return await emptyDamaged(context, revision, decoded.faults);
  const imagesPrefix = `${prefix}${IMAGES_FOLDER}/`;
  await makeImages({ plan, prefix, imagesPrefix, objects, tools, files, workFolder, signal });
  await publishReady({ plan, cells, objects, prefix, rootPrefix });
  const tree = await proveTree({ objects, rootPrefix, tools, files, workFolder, signal }).catch(
    async (error: unknown) => {
      // What plays already goes on as it did before.
      await publishEarly({ plan, objects, prefix, rootPrefix });
      throw error;
    },
  );
  const damage = await listDamage(objects, prefix);
  const notes = [...revision.plan.notes, ...describeDamage(damage)];
  await keepReport(objects, prefix, { revisionId, plan, verified, decoded, tree, damage, notes, atMs: Date.now() });
  if (damage.length > 0) await revisions.saveNotes(revisionId, notes);
  // Of a server that was killed: nobody writes cells any more.
  await objects.deleteUnfinished?.(rootPrefix);
  await sources.sync(videoId);
  await videos.transition(videoId, 'finish');
  await files.remove(parent);
  events.publish({ type: 'video.ready', videoId });
  return 'done';
}

async function emptyDamaged(
  context: WorkContext,
  { id, videoId }: Revision,
  faults: Awaited<ReturnType<typeof verifyRevision>>['faults'],
): Promise<never> {
  const { prefix } = revisionPrefixes(videoId, id);
  for (const { cell } of faults) {
    await context.revisions.cells(id).empty(cell);
    await context.objects.delete(`${prefix}${cell.renditionId}/${segmentFileName(cell.segmentIndex)}`);
  }
  await enqueueMissing(context, videoId);
  const [first] = faults;
  throw new AppError('STREAM_INVALID', {
    message: `${faults.length} segments are wrong, the first is ${first?.cell.renditionId} ${first?.cell.segmentIndex}: ${first?.reason}.`,
    retry: 'later',
  });
}
