import { segmentDuration } from '../../media/grid/grid.ts';
import type { Plan } from '../../media/plan/plan.ts';
import { toNumber } from '../../media/rational.ts';
import type { MediaTools, RunningTool } from '../../ports/media-tools.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import type { CellKey, FilledCell } from '../../videos/cell.ts';
import type { CellStore } from '../../videos/cell-store.ts';
import type { DamagedPart } from '../../videos/report/damaged-part.ts';
import type { EncodeRun } from '../schedule/list-runs.ts';

/** Everything one encode needs. */
export interface EncodeInput {
  readonly plan: Plan;
  readonly job: EncodeRun;
  readonly sourcePath: string;
  /** Key prefix of the revision, empty or ending in `/`. */
  readonly prefix: string;
  readonly objects: ObjectStore;
  readonly cells: CellStore;
  readonly tools: MediaTools;
  /** Name of the worker, for the lease. */
  readonly holder: string;
  /** A private folder for FFmpeg's working directory. */
  readonly workFolder: string;
  readonly threads?: number;
  /** A cell of the job that a viewer waits for: it comes first, with those right after it that are free. */
  readonly urgentCell?: CellKey;
  /** Yields to everything else on the machine: true for all that nobody waits for. */
  readonly isBackground?: boolean;
  readonly signal?: AbortSignal;
  /** Told of each FFmpeg that starts. */
  readonly onStart?: (tool: RunningTool) => void;
  /**
   * Called when FFmpeg complained of the source, so that damage can be looked for (find-damage.ts): gives what was found.
   * The last cells of the run are marked only afterwards, so that a video is not finished before; but with a picture that
   * somebody waits for, all of them are marked at once.
   */
  readonly onComplaint?: () => Promise<readonly DamagedPart[]>;
  /** Told after each cell is stored and marked. */
  readonly onCell?: (cell: FilledCell) => void;
}

/** Every cell a job covers, in time order. */
export function cellsOf(job: EncodeRun): CellKey[] {
  const cells: CellKey[] = [];
  for (let i = 0; i < job.chunk.segmentCount; i++) {
    for (const renditionId of job.renditionIds) cells.push({ renditionId, segmentIndex: job.chunk.firstSegment + i });
  }
  return cells;
}

/** Seconds of video a job covers. */
export function jobSeconds(plan: Plan, job: EncodeRun): number {
  let seconds = 0;
  for (let i = 0; i < job.chunk.segmentCount; i++) {
    seconds += toNumber(segmentDuration(plan.grid, job.chunk.firstSegment + i));
  }
  return seconds;
}
