import type { RunningTool } from '../../ports/media-tools.ts';
import type { CellKey, FilledCell } from '../../videos/cell.ts';
import { type Revision, revisionPrefixes } from '../../videos/revision.ts';
import { cellsOf } from '../encode/encode-input.ts';
import { encodeCells } from '../encode/encode-cells.ts';
import { findDamage } from '../encode/find-damage.ts';
import { keepDamage } from '../encode/kept-damage.ts';
import { enqueueReencode } from '../reencode/enqueue-reencode.ts';
import { isOpening, openingRuns } from '../schedule/list-runs.ts';
import { announcePlayable, firstCells } from './announce-playable.ts';
import { enqueueMissing } from './enqueue-missing.ts';
import type { CellJob } from './job.ts';
import type { WorkResult } from './run-job.ts';
import { videoWorkFolder, type WorkContext } from './work-context.ts';

/** A cell of this job is leased by somebody else: look again soon. */
const LEASED_DELAY_MS = 2_000;

/**
 * Fills the empty cells of one job. What makes a video playable asks for everything else when it is filled; the job that
 * fills the last cells asks for the end of the video.
 */
export async function fillCells(
  context: WorkContext,
  job: CellJob,
  signal: AbortSignal,
  onFirstCell: () => void = () => {},
): Promise<WorkResult> {
  const { revisions, tools, objects, files, sources, settings } = context;
  const revision = await revisions.find(job.revisionId);
  if (!revision) return 'done';
  const { plan, videoId, sourceId = videoId, conformedFile } = revision;
  const parent = videoWorkFolder(settings, videoId);
  const isUrgent = job.isWanted === true || (!job.isReencode && isOpening(plan, job.encode));
  // Filled already, when a killed process got that far: then it is the rest of the run that is wanted.
  const [first] = cellsOf(job.encode);
  const urgentCell = isUrgent && first && !(await revisions.areFilled(revision.id, [first])) ? first : undefined;
  const nameOf = ({ renditionId, segmentIndex }: CellKey): string => `${revision.id}/${renditionId}/${segmentIndex}`;
  if (job.isWanted && first) context.precedence.want(nameOf(first));
  const source = await (conformedFile === undefined
    ? sources.open(sourceId)
    : sources.openRewritten(videoId, conformedFile));
  const workFolder = await files.makeFolder(parent, 'encode').catch((error: unknown) => {
    source.close();
    throw error;
  });
  const { prefix } = revisionPrefixes(videoId, revision.id);
  const turn = context.precedence.enter({
    cells: cellsOf(job.encode).map(nameOf),
    isBackground: !isUrgent,
    ...(urgentCell && { waitedFor: nameOf(urgentCell) }),
  });
  const cells = revisions.cells(revision.id);
  const afterwards: Promise<void>[] = [];
  let filledHere = 0;
  try {
    await encodeCells({
      plan,
      job: job.encode,
      sourcePath: source.path,
      prefix,
      objects,
      cells,
      tools,
      holder: settings.holder,
      workFolder,
      // One thread a process is fastest in all; what somebody waits for, or what makes a video playable, may take the machine.
      threads: isUrgent ? settings.encodersAtOnce : 1,
      ...(urgentCell && { urgentCell }),
      isBackground: !isUrgent,
      signal,
      onStart: (tool) => turn.started(tool),
      onComplaint: async () => {
        const run = job.encode;
        const onStart = (tool: RunningTool): void => turn.started(tool);
        const damage = await findDamage({ plan, run, sourcePath: source.path, tools, workFolder, onStart, signal });
        await keepDamage(objects, prefix, run, damage);
        return damage;
      },
      onCell: (cell) => {
        turn.filled(nameOf(cell));
        if (filledHere++ === 0) onFirstCell();
        if (job.isReencode) return;
        const announced = announceCell(context, revision, cell);
        announced.catch(() => undefined); // looked at below; until then nobody's error
        afterwards.push(announced);
      },
    });
  } finally {
    turn.leave();
    source.close();
    await Promise.all(afterwards);
    await files.remove(workFolder);
  }
  if (!(await revisions.areFilled(revision.id, cellsOf(job.encode)))) return { againAfterMs: LEASED_DELAY_MS };
  if (job.isReencode) {
    if (await isFull(context, revision.id)) await enqueueReencode(context, job);
    context.events.publish({ type: 'video.changed', videoId });
    return 'done';
  }
  const isTurn = isOpening(plan, job.encode) ? await isOpened(context, revision) : await isFull(context, revision.id);
  if (isTurn) await enqueueMissing(context, videoId);
  return 'done';
}

async function announceCell(
  context: WorkContext,
  revision: Revision,
  { renditionId, segmentIndex }: FilledCell,
): Promise<void> {
  const { id, videoId } = revision;
  context.events.publish({ type: 'cell.filled', videoId, revisionId: id, renditionId, segmentIndex });
  const isFirst = segmentIndex === 0 && firstCells(revision).some((cell) => cell.renditionId === renditionId);
  if (isFirst) await announcePlayable(context, revision);
}

/** Whether what makes a video playable is there: then everything else may be asked for. */
async function isOpened({ revisions }: WorkContext, { id, plan }: Revision): Promise<boolean> {
  return await revisions.areFilled(id, openingRuns(plan).flatMap(cellsOf));
}

async function isFull({ revisions }: WorkContext, revisionId: string): Promise<boolean> {
  const progress = (await revisions.progress([revisionId])).get(revisionId) ?? [];
  return progress.every(({ cells, filled }) => filled === cells);
}
