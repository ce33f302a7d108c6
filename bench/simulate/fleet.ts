import { jobPriority } from '../../src/pipeline/schedule/job-priority.ts';
import { seededShares, type RandomShare } from '../parts/choose-place.ts';
import { JobHeap } from './job-heap.ts';
import { Machine } from './machine.ts';
import type { Scenario } from './scenario.ts';
import { type VideoWork, workOf } from './video-work.ts';

/** What came of a scenario; seconds. */
export interface FleetResult {
  readonly videos: number;
  readonly sourceHours: number;
  /** From the last byte. */
  readonly playableAfter: readonly number[];
  readonly readyAfter: readonly number[];
  /** From the request to the stored cell. */
  readonly seekWaits: readonly number[];
  /** Share of all cores that was used while uploads came. */
  readonly load: number;
  /** When the last video was ready, from the beginning. */
  readonly endedAt: number;
}

interface VideoInWork {
  readonly work: VideoWork;
  readonly arrivedAt: number;
  openingsLeft: number;
  encodesLeft: number;
}

interface Job {
  readonly cost: number;
  readonly onEnd: () => void;
}

/** Two videos are prepared or finished at a time by each worker, as main/serve has it. */
const VIDEO_JOBS_AT_ONCE = 2;

/**
 * Runs a scenario: a discrete-event model of workers on one queue, with the runs and the priority function of the real
 * program. Storage, tables and network cost nothing in it; what they do cost is in docs/guide/scaling.md. Deterministic.
 */
export function simulateFleet(scenario: Scenario, uploads = randomUploads(scenario)): FleetResult {
  return new Fleet(scenario).run(uploads);
}

/** One upload, whole at a second of the simulation. */
export interface Upload {
  readonly at: number;
  readonly seconds: number;
}

/** Uploads that come at random, with lengths at random, as the scenario has them. */
function randomUploads({ hours, uploadsPerHour, lengths, seed }: Scenario): Upload[] {
  const share = seededShares(seed);
  const uploads: Upload[] = [];
  const allShares = lengths.reduce((sum, each) => sum + each.share, 0);
  for (let at = gap(share, uploadsPerHour); at < hours * 3600; at += gap(share, uploadsPerHour)) {
    let place = share() * allShares;
    const length = lengths.find((each) => (place -= each.share) < 0) ?? lengths[0];
    uploads.push({ at, seconds: Math.round((length?.minutes ?? 10) * 60) });
  }
  return uploads;
}

/** Seconds until the next of things that come so often an hour (exponential: they know nothing of each other). */
function gap(share: RandomShare, perHour: number): number {
  return perHour > 0 ? (-Math.log(1 - share()) * 3600) / perHour : Infinity;
}

class Fleet {
  readonly #scenario: Scenario;
  readonly #share: RandomShare;
  readonly #machines: Machine[];
  readonly #free: { cells: Machine[]; videos: Machine[] };
  readonly #queues = { cells: new JobHeap<Job>(), videos: new JobHeap<Job>() };
  readonly #inWork: VideoInWork[] = [];
  readonly #works = new Map<number, VideoWork>();
  /** Machines by the time of their next end; an entry that is no longer true is passed over. */
  readonly #ends = new JobHeap<{ machine: Machine; at: number }>();
  readonly #result = { playableAfter: [] as number[], readyAfter: [] as number[], seekWaits: [] as number[] };
  #now = 0;
  #sourceSeconds = 0;
  #videos = 0;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.#share = seededShares(scenario.seed + 1);
    this.#machines = Array.from({ length: scenario.workers }, () => {
      return new Machine(scenario.coresPerWorker, scenario.sharedCoreSpeed);
    });
    const slots = (count: number): Machine[] => Array.from({ length: count }, () => this.#machines).flat();
    this.#free = { cells: slots(scenario.coresPerWorker), videos: slots(VIDEO_JOBS_AT_ONCE) };
  }

  run(uploads: readonly Upload[]): FleetResult {
    const { hours, seeksPerHour, workers, coresPerWorker } = this.#scenario;
    const coming = uploads.toReversed();
    const end = hours * 3600;
    let nextSeek = gap(this.#share, seeksPerHour);
    let usedUntilEnd: number | undefined;
    for (;;) {
      const nextEnd = this.#nextEnd();
      const nextUpload = coming.at(-1)?.at ?? Infinity;
      const at = Math.min(nextEnd?.at ?? Infinity, nextUpload, nextSeek < end ? nextSeek : Infinity);
      if (usedUntilEnd === undefined && at > end) usedUntilEnd = this.#used();
      if (at === Infinity) break;
      this.#now = at;
      if (at === nextEnd?.at) {
        this.#ends.take();
        nextEnd.machine.advance(at);
        this.#note(nextEnd.machine);
      } else if (at === nextUpload) {
        this.#upload(coming.pop()?.seconds ?? 0);
      } else {
        this.#seek();
        nextSeek = at + gap(this.#share, seeksPerHour);
      }
      this.#takeJobs();
    }
    const load = (usedUntilEnd ?? this.#used()) / (Math.min(end, this.#now) * workers * coresPerWorker || 1);
    const sourceHours = this.#sourceSeconds / 3600;
    return { ...this.#result, videos: this.#videos, sourceHours, load, endedAt: this.#now };
  }

  #nextEnd(): { machine: Machine; at: number } | undefined {
    for (;;) {
      const entry = this.#ends.peek();
      if (!entry || Math.abs(entry.machine.nextEndAt() - entry.at) < 1e-6) return entry;
      this.#ends.take();
    }
  }

  #note(machine: Machine): void {
    const at = machine.nextEndAt();
    if (at < Infinity) this.#ends.add(at, { machine, at });
  }

  #used(): number {
    return this.#machines.reduce((sum, { used }) => sum + used, 0);
  }

  #upload(seconds: number): void {
    const work = this.#works.get(seconds) ?? workOf(seconds, this.#scenario.cost);
    this.#works.set(seconds, work);
    this.#videos++;
    this.#sourceSeconds += seconds;
    const openingsLeft = work.encodes.filter(({ isOpening }) => isOpening).length;
    const video: VideoInWork = { work, arrivedAt: this.#now, openingsLeft, encodesLeft: work.encodes.length };
    this.#queues.videos.add(jobPriority({ kind: 'prepare' }), {
      cost: work.prepareCost,
      onEnd: () => this.#open(video),
    });
  }

  /** The opening has the fastest machine at once; everything else is asked for when it is there. */
  #open(video: VideoInWork): void {
    this.#inWork.push(video);
    for (const encode of video.work.encodes.filter(({ isOpening }) => isOpening)) {
      this.#startWaitedFor(encode.cost, () => {
        this.#ended(video);
        if (--video.openingsLeft > 0) return;
        this.#result.playableAfter.push(this.#now - video.arrivedAt);
        this.#queueRest(video);
      });
    }
    if (video.openingsLeft === 0) this.#queueRest(video);
  }

  #queueRest(video: VideoInWork): void {
    for (const { isOpening, priority, cost } of video.work.encodes) {
      if (!isOpening) this.#queues.cells.add(priority, { cost, onEnd: () => this.#ended(video) });
    }
  }

  #ended(video: VideoInWork): void {
    if (--video.encodesLeft > 0) return;
    this.#inWork.splice(this.#inWork.indexOf(video), 1);
    this.#queues.videos.add(jobPriority({ kind: 'finish' }), {
      cost: video.work.finishCost,
      onEnd: () => this.#result.readyAfter.push(this.#now - video.arrivedAt),
    });
  }

  #seek(): void {
    const video = this.#inWork[Math.floor(this.#share() * this.#inWork.length)];
    if (!video) return;
    const askedAt = this.#now;
    this.#startWaitedFor(video.work.wantedCost, () => this.#result.seekWaits.push(this.#now - askedAt));
  }

  /** The urgent queue is as good as never full: four of each worker, of a second each. The least busy machine takes it. */
  #startWaitedFor(cost: number, onEnd: () => void): void {
    let best = this.#machines[0];
    for (const machine of this.#machines) if (machine.waitedFor < (best?.waitedFor ?? 0)) best = machine;
    if (best) this.#start(best, { left: cost, isWaitedFor: true, onEnd });
  }

  #takeJobs(): void {
    for (const kind of ['videos', 'cells'] as const) {
      const [queue, free] = [this.#queues[kind], this.#free[kind]];
      while (queue.size > 0 && free.length > 0) {
        const machine = free.pop();
        const job = queue.take();
        if (!machine || !job) break;
        const onEnd = (): void => {
          free.push(machine);
          job.onEnd();
        };
        this.#start(machine, { left: job.cost, isWaitedFor: false, onEnd });
      }
    }
  }

  #start(machine: Machine, running: Parameters<Machine['start']>[1]): void {
    machine.start(this.#now, running);
    this.#note(machine);
  }
}
