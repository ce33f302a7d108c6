import { DEFAULT_GRID_POLICY, makeGrid, segmentDuration } from '../../../src/media/grid/grid.ts';
import { planChunks } from '../../../src/media/plan/plan-chunks.ts';
import type { Plan } from '../../../src/media/plan/plan.ts';
import { rational, toNumber } from '../../../src/media/rational.ts';
import { cellsOf } from '../../../src/pipeline/encode/encode-input.ts';
import { jobPriority } from '../../../src/pipeline/schedule/job-priority.ts';
import { type EncodeRun, isOpening, listEncodeRuns } from '../../../src/pipeline/schedule/list-runs.ts';
import { nextRuns } from '../../../src/pipeline/schedule/next-runs.ts';
import { urgentEncode } from '../../../src/pipeline/urgent/urgent-encode.ts';
import type { CellKey } from '../../../src/videos/cell.ts';
import { tinyPlan } from '../tiny-plan.ts';
import { type Process, Processor } from './processor.ts';
import { SimulatedQueue } from './simulated-queue.ts';

const CORES = 2;
const URGENT_AT_ONCE = 4;
const HELP_EVERY_SECONDS = 60;
const PREPARE_SECONDS = 0.6;
/** Processor seconds for one second of 1080p at the settings of `balanced`, measured (encoding.md): superfast, one thread. */
const DECODE_COST = 0.12;
const ENCODE_COST: Readonly<Record<string, number>> = {
  '360p': 0.06,
  '480p': 0.09,
  '720p': 0.2,
  '1080p': 0.4,
  audio: 0.02,
};
const START_COST = 0.11;
/** `nice` 10 against 0. */
const BACKGROUND_WEIGHT = 0.11;

/** A video of the simulation. */
export class SimulatedVideo {
  readonly plan: Plan;
  readonly name: string;
  /** Seconds of simulated time. */
  readonly arrivesAt: number;
  readonly filledAt = new Map<string, number>();
  readonly leased = new Set<string>();
  #left: number;

  constructor(name: string, arrivesAt: number, seconds: number, renditionIds: readonly string[]) {
    this.name = name;
    this.arrivesAt = arrivesAt;
    this.plan = planOf(seconds, renditionIds);
    this.#left = (this.plan.grid.boundaries.length - 1) * (renditionIds.length + 1);
  }

  fill(cell: CellKey, now: number): void {
    if (this.filledAt.has(keyOf(cell))) return;
    this.filledAt.set(keyOf(cell), now);
    this.#left--;
  }

  get isFull(): boolean {
    return this.#left === 0;
  }

  /** Seconds from its arrival until these cells were filled; Infinity when they were not. */
  waitFor(cells: readonly CellKey[]): number {
    return Math.max(...cells.map((cell) => this.filledAt.get(keyOf(cell)) ?? Infinity)) - this.arrivesAt;
  }

  get playableAfter(): number {
    return this.waitFor(['360p', 'audio'].map((renditionId) => ({ renditionId, segmentIndex: 0 })));
  }

  get fullAfter(): number {
    return this.isFull ? Math.max(...this.filledAt.values()) - this.arrivesAt : Infinity;
  }
}

interface Work {
  readonly video: SimulatedVideo;
  readonly run: EncodeRun;
  readonly urgent?: CellKey;
}

/**
 * A machine of two cores with the server's queues, in simulated time: real plans, runs and priorities, encodes that cost
 * what was measured. Deterministic.
 */
export class SimulatedMachine {
  now = 0;
  readonly #processor = new Processor(CORES);
  readonly #prepares = new SimulatedQueue<SimulatedVideo>();
  readonly #cells = new SimulatedQueue<Work>();
  readonly #urgent = new SimulatedQueue<Work>();
  readonly #free = { prepare: 2, cells: CORES, urgent: URGENT_AT_ONCE };
  readonly #inWork = new Set<SimulatedVideo>();
  readonly #renditionIds: readonly string[];
  #events: { at: number; what: () => void }[] = [];

  constructor(renditionIds: readonly string[] = ['360p', '480p', '720p', '1080p']) {
    this.#renditionIds = renditionIds;
    this.#every(HELP_EVERY_SECONDS, () => this.#helpOldest());
  }

  /** A video whose last byte arrives at a time. */
  upload(name: string, arrivesAt: number, seconds: number): SimulatedVideo {
    const video = new SimulatedVideo(name, arrivesAt, seconds, this.#renditionIds);
    this.at(arrivesAt, () => {
      this.#inWork.add(video);
      this.#prepares.add(name, jobPriority({ kind: 'prepare' }), video);
    });
    return video;
  }

  /** A viewer asks for a cell. */
  want(video: SimulatedVideo, cell: CellKey): void {
    const run = urgentEncode({ plan: video.plan }, cell);
    if (run && !video.filledAt.has(keyOf(cell))) {
      this.#urgent.add(`${video.name}/${keyOf(cell)}`, jobPriority({ kind: 'wanted' }), { video, run, urgent: cell });
    }
  }

  /** The viewer has left. */
  leave(video: SimulatedVideo, cell: CellKey): void {
    this.#urgent.setPriority(`${video.name}/${keyOf(cell)}`, jobPriority({ kind: 'unwanted' }));
  }

  at(time: number, what: () => void): void {
    this.#events.push({ at: time, what });
    this.#events.sort((a, b) => a.at - b.at);
  }

  run(untilSeconds: number): void {
    for (;;) {
      this.#takeJobs();
      const event = this.#events[0];
      const nextAt = Math.min(event?.at ?? Infinity, this.now + this.#processor.untilNext(), untilSeconds);
      const seconds = nextAt - this.now;
      this.now = nextAt;
      this.#processor.advance(seconds);
      if (nextAt >= untilSeconds) return;
      if (event?.at === nextAt) this.#events.shift()?.what();
    }
  }

  #every(seconds: number, what: () => void): void {
    this.at(this.now + seconds, () => {
      what();
      this.#every(seconds, what);
    });
  }

  #takeJobs(): void {
    for (let video; this.#free.prepare > 0 && (video = this.#prepares.take());) this.#prepare(video);
    for (let work; this.#free.urgent > 0 && (work = this.#urgent.take());) this.#encode('urgent', work);
    for (let work; this.#free.cells > 0 && (work = this.#cells.take());) this.#encode('cells', work);
  }

  #prepare(video: SimulatedVideo): void {
    this.#start('prepare', {
      steps: [PREPARE_SECONDS],
      threads: 1,
      weight: 1,
      onStep: () => undefined,
      onEnd: () => {
        for (const run of listEncodeRuns(video.plan, { isAlone: this.#inWork.size === 1 })) {
          const priority = jobPriority({ kind: 'encode', plan: video.plan, encode: run });
          const queue = isOpening(video.plan, run) ? this.#urgent : this.#cells;
          queue.add(idOf(video, run), priority, { video, run });
        }
      },
    });
  }

  #encode(queue: 'cells' | 'urgent', { video, run, urgent }: Work): void {
    const isTaken = (cell: CellKey): boolean =>
      video.filledAt.has(keyOf(cell)) || (video.leased.has(keyOf(cell)) && keyOf(cell) !== (urgent && keyOf(urgent)));
    const leased = cellsOf(run).filter((cell) => !isTaken(cell));
    if (leased.length === 0) return;
    for (const cell of leased) video.leased.add(keyOf(cell));
    const segments = [...new Set(leased.map(({ segmentIndex }) => segmentIndex))];
    const left = segments.map((segmentIndex) => leased.filter((cell) => cell.segmentIndex === segmentIndex));
    const isFirst = isOpening(video.plan, run);
    const renditionIds = [...new Set(leased.map(({ renditionId }) => renditionId))];
    const costPerSecond =
      (run.kind === 'video' ? DECODE_COST : 0) + renditionIds.reduce((sum, id) => sum + (ENCODE_COST[id] ?? 0), 0);
    this.#start(queue, {
      steps: segments.map(
        (index, i) => (i === 0 ? START_COST : 0) + toNumber(segmentDuration(video.plan.grid, index)) * costPerSecond,
      ),
      threads: urgent || isFirst ? CORES : 1,
      weight: urgent || isFirst ? 1 : BACKGROUND_WEIGHT,
      onStep: () => {
        for (const cell of left.shift() ?? []) video.fill(cell, this.now);
        if (video.isFull) this.#inWork.delete(video);
      },
      onEnd: () => {
        for (const cell of leased) video.leased.delete(keyOf(cell));
      },
    });
  }

  #start(slot: 'prepare' | 'cells' | 'urgent', process: Process): void {
    this.#free[slot]--;
    this.#processor.start({
      ...process,
      onEnd: () => {
        this.#free[slot]++;
        process.onEnd();
      },
    });
  }

  /** What upkeep/help-oldest.ts does with the tables. */
  #helpOldest(): void {
    const [oldest] = this.#inWork;
    if (!oldest || this.#inWork.size < 2) return;
    const isFilled = (run: EncodeRun): boolean => cellsOf(run).every((cell) => oldest.filledAt.has(keyOf(cell)));
    for (const encode of nextRuns(listEncodeRuns(oldest.plan), isFilled, CORES)) {
      const priority = jobPriority({ kind: 'encode', plan: oldest.plan, encode, isOverdue: true });
      this.#cells.setPriority(idOf(oldest, encode), priority);
    }
  }
}

function idOf({ name }: SimulatedVideo, { kind, renditionIds, chunk }: EncodeRun): string {
  return `${name}/${kind}/${renditionIds.join('+')}/${chunk.firstSegment}+${chunk.segmentCount}`;
}

function keyOf({ renditionId, segmentIndex }: CellKey): string {
  return `${renditionId}/${segmentIndex}`;
}

const plans = new Map<string, Plan>();

/** Thousands of clips are of one length: their plan is made once. */
function planOf(seconds: number, renditionIds: readonly string[]): Plan {
  const key = `${seconds} ${renditionIds.join()}`;
  const known = plans.get(key);
  if (known) return known;
  const grid = makeGrid(rational(25), seconds * 25, DEFAULT_GRID_POLICY);
  const plan = { ...tinyPlan(renditionIds), grid, chunks: planChunks(grid, []).chunks };
  plans.set(key, plan);
  return plan;
}
