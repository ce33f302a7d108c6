import { AppError } from '../../kernel/app-error.ts';
import { MANIFEST_FILE_NAME, MASTER_FILE_NAME, segmentFileName } from '../../media/plan/names.ts';
import type { FilledCell } from '../../videos/cell.ts';
import { type Revision, revisionPrefixes } from '../../videos/revision.ts';
import { describeDamage } from '../../videos/report/damaged-part.ts';
import type { Video } from '../../videos/video.ts';
import { keepCaptions } from '../captions/keep-captions.ts';
import { listDamage } from '../encode/kept-damage.ts';
import { enqueueReencode } from '../reencode/enqueue-reencode.ts';
import { keepReport, requireSourceLength } from '../verify/keep-report.ts';
import { publishReady } from '../publish/publish-playlists.ts';
import { sweepAttempts } from '../publish/sweep-attempts.ts';
import { proveRevision } from '../verify/prove-revision.ts';
import type { VerifyReport } from '../verify/verify-revision.ts';
import { publishCurrent } from '../reencode/publish-current.ts';
import { enqueueMissing, missingJobs } from './enqueue-missing.ts';
import type { WorkResult } from './run-job.ts';
import { videoWorkFolder, type WorkContext } from './work-context.ts';

/**
 * Reads everything back, makes the pictures, publishes measured playlists: after this the video is ready, which means
 * proven. Cells found damaged are emptied and encoded again; the third time the video fails with STREAM_INVALID.
 */
export async function finishVideo(
  context: WorkContext,
  video: Video,
  revisionId: string,
  signal: AbortSignal,
): Promise<WorkResult> {
  const { revisions, videos, objects, tools, files, sources, events, settings } = context;
  const revision = await revisions.find(revisionId);
  if (!revision) return 'done';
  const { plan, videoId, sourceId = videoId } = revision;
  const { prefix, rootPrefix } = revisionPrefixes(videoId, revisionId);
  const isReencode = video.state === 'ready';
  const cells = await revisions.cells(revisionId).listFilled();
  if (!missingJobs(videoId, revision, cells).longJobs) {
    await enqueueAgain(context, video, revisionId);
    return 'postponed';
  }
  requireSourceLength(plan);
  const parent = videoWorkFolder(settings, videoId);
  const workFolder = await files.makeFolder(parent, 'images');
  // What plays stays untouched until the other is proven: in its own folder.
  const provenRoot = isReencode ? prefix : rootPrefix;
  const proof = await proveRevision({
    ...{ plan, cells, objects, prefix, rootPrefix: provenRoot },
    ...{ tools, files, workFolder, signal },
  });
  if ('faults' in proof) return await emptyDamaged(context, video, revision, proof.faults);
  const { captions, notes: captionNotes } = await captionsFrom(context, revision, workFolder, signal);
  const damage = await listDamage(objects, prefix);
  const notes = [...revision.plan.notes, ...captionNotes, ...describeDamage(damage)];
  await keepReport(objects, prefix, { revisionId, plan, ...proof, damage, notes, atMs: Date.now() });
  if (notes.length > plan.notes.length) await revisions.saveFindings(revisionId, { notes, captions });
  // Of a server that was killed: nobody writes cells any more.
  await objects.deleteUnfinished?.(provenRoot);
  await sources.sync(sourceId);
  if (isReencode) {
    await takePlace(context, revision, cells);
  } else {
    await sweepAttempts(objects, videoId, revisionId);
    await videos.transition(videoId, 'finish');
  }
  await files.remove(parent);
  // Every cell is proven: nothing is encoded from it any more.
  if (revision.conformedFile !== undefined) await sources.removeRewritten(videoId);
  events.publish({ type: isReencode ? 'video.changed' : 'video.ready', videoId });
  return 'done';
}

/** Reads the subtitles out of the file as uploaded: a conformed one has none any more. */
async function captionsFrom(
  { sources, objects, tools }: WorkContext,
  { plan, videoId, sourceId = videoId, id }: Revision,
  workFolder: string,
  signal: AbortSignal,
): ReturnType<typeof keepCaptions> {
  if (!plan.captions) return { captions: [], notes: [] };
  const source = await sources.open(sourceId).catch((error: unknown) => {
    // Everything else is made of it already.
    if (error instanceof AppError && error.code === 'SOURCE_MISSING') return undefined;
    throw error;
  });
  if (!source) return { captions: [], notes: ['The subtitles could not be kept: the file is gone.'] };
  try {
    const { prefix } = revisionPrefixes(videoId, id);
    return await keepCaptions({ plan, sourcePath: source.path, objects, prefix, tools, workFolder, signal });
  } finally {
    source.close();
  }
}

/** The addresses of the video lead to the new revision from now on; who plays the old one goes on. */
async function takePlace(
  context: WorkContext,
  { id, videoId, plan }: Revision,
  cells: readonly FilledCell[],
): Promise<void> {
  const { objects, reencodes } = context;
  const { prefix, rootPrefix } = revisionPrefixes(videoId, id);
  await publishReady({ plan, cells, objects, prefix, rootPrefix });
  for (const name of [MASTER_FILE_NAME, MANIFEST_FILE_NAME]) await objects.delete(`${prefix}${name}`);
  // Cancelled meanwhile: the addresses lead back to what plays.
  if (!(await reencodes.complete(videoId, id))) await publishCurrent(context, videoId);
}

async function enqueueAgain(context: WorkContext, { id: videoId, state }: Video, revisionId: string): Promise<void> {
  if (state === 'ready') await enqueueReencode(context, { videoId, revisionId });
  else await enqueueMissing(context, videoId);
}

async function emptyDamaged(
  context: WorkContext,
  video: Video,
  { id, videoId }: Revision,
  faults: VerifyReport['faults'],
): Promise<never> {
  const { prefix } = revisionPrefixes(videoId, id);
  for (const { cell } of faults) {
    await context.revisions.cells(id).empty(cell);
    await context.objects.delete(`${prefix}${cell.renditionId}/${segmentFileName(cell.segmentIndex)}`);
  }
  await enqueueAgain(context, video, id);
  const [first] = faults;
  throw new AppError('STREAM_INVALID', {
    message: `${faults.length} segments are wrong, the first is ${first?.cell.renditionId} ${first?.cell.segmentIndex}: ${first?.reason}.`,
    retry: 'later',
  });
}
