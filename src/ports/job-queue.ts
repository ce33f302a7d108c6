/** Work to be done once, some time. It carries ids only: the truth is in the tables, and the queue can be made anew from them. */
export interface QueuedJob<Payload> {
  /** The same work has the same id: adding it again while it waits or runs changes nothing. No colons. */
  readonly id: string;
  /** Jobs that are stopped together. */
  readonly group: string;
  /** 1 is first; up to 2,000,000. */
  readonly priority: number;
  readonly payload: Payload;
}

/** What a handler answers: done, or to be run again after a while. It never throws. */
export type JobVerdict = 'done' | { readonly againAfterMs: number };

/** Runs one job. The signal is aborted when its group is stopped or the process ends. */
export type JobHandler<Payload> = (job: QueuedJob<Payload>, signal: AbortSignal) => Promise<JobVerdict>;

/** Why a job's signal was aborted. */
export type StopReason = 'stopped' | 'shutdown';

/** Jobs by priority, at least once each. One contract suite (test/contracts) holds for every implementation. */
export interface JobQueue<Payload> {
  add(jobs: readonly QueuedJob<Payload>[]): Promise<void>;
  /** A job that has this priority already keeps its turn. No error when the job is gone or running. */
  setPriority(id: string, priority: number): Promise<void>;
  /** Removes the waiting jobs of a group, ends the running ones and waits until they have ended. */
  stopGroup(group: string): Promise<void>;
  /** Whether nothing waits, runs or is put off. */
  isIdle(): Promise<boolean>;
  /** Begins to take jobs, `concurrency` at a time. Once only. */
  work(handler: JobHandler<Payload>, concurrency: number): void;
  /** Lets jobs wait in turn again that were put off by a clock that has been set back since; answers how many. */
  hastenPutOff(): Promise<number>;
  /** Takes no jobs while it is paused, and leaves them to other processes; those that run go on. */
  setPaused(isPaused: boolean): Promise<void>;
  /** Takes no more jobs, ends the running ones (reason `shutdown`) and waits for them. Jobs can still be added. */
  stopWork(): Promise<void>;
  /** The same, and nothing can be added any more. Queues whose jobs add to each other all stop work before one closes. */
  close(): Promise<void>;
}
