import { DEFAULT_GRID_POLICY, makeGrid, segmentDuration } from '../../src/media/grid/grid.ts';
import { planChunks } from '../../src/media/plan/plan-chunks.ts';
import { rational, toNumber } from '../../src/media/rational.ts';
import { jobPriority } from '../../src/pipeline/schedule/job-priority.ts';
import { type EncodeRun, isOpening, listEncodeRuns } from '../../src/pipeline/schedule/list-runs.ts';
import { tinyPlan } from '../../test/support/tiny-plan.ts';
import type { CostModel } from './scenario.ts';

/** One encode of a video. */
export interface EncodeWork {
  readonly priority: number;
  /** Processor seconds. */
  readonly cost: number;
  /** One of those without which the video cannot be played. */
  readonly isOpening: boolean;
}

/** Everything a video of one length needs, with the plan, runs and priorities of the real program. */
export interface VideoWork {
  readonly prepareCost: number;
  readonly encodes: readonly EncodeWork[];
  readonly finishCost: number;
  /** One segment of the lowest rendition, for a viewer who waits. */
  readonly wantedCost: number;
}

/** The work on a video of so many seconds at 25 pictures a second. */
export function workOf(seconds: number, cost: CostModel): VideoWork {
  const ids = Object.keys(cost.renditions);
  const grid = makeGrid(rational(25), seconds * 25, DEFAULT_GRID_POLICY);
  const plan = { ...tinyPlan(ids), grid, chunks: planChunks(grid, []).chunks };
  const secondsOf = ({ chunk }: EncodeRun): number => {
    let sum = 0;
    for (let i = 0; i < chunk.segmentCount; i++) sum += toNumber(segmentDuration(grid, chunk.firstSegment + i));
    return sum;
  };
  const rateOf = ({ kind, renditionIds }: EncodeRun): number =>
    kind === 'audio' ? cost.audio : cost.decode + renditionIds.reduce((sum, id) => sum + (cost.renditions[id] ?? 0), 0);
  const [lowest = ''] = ids;
  return {
    prepareCost: cost.prepare,
    encodes: listEncodeRuns(plan, { isAlone: true }).map((encode) => ({
      priority: jobPriority({ kind: 'encode', plan, encode }),
      cost: cost.start + secondsOf(encode) * rateOf(encode),
      isOpening: isOpening(plan, encode),
    })),
    finishCost: cost.finish * seconds,
    wantedCost: cost.start + 4 * (cost.decode + (cost.renditions[lowest] ?? 0)),
  };
}
