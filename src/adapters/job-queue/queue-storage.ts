import type { BulkJobOptions, Job, JobType, WorkerOptions } from 'bullmq';

import type { EventBus } from '../../ports/event-bus.ts';

/** What a job carries inside BullMQ. */
export interface JobData {
  readonly group: string;
  readonly payload: unknown;
}

/** Asks the processes that run these jobs to end them. */
export interface StopRequest {
  readonly queue: string;
  /** From `runOf`. */
  readonly runs: readonly string[];
}

/** What is used of BullMQ's Queue, whatever is behind it. */
export interface StoredQueue {
  readonly name: string;
  addBulk(jobs: Array<{ name: string; data: JobData; opts: BulkJobOptions }>): Promise<unknown>;
  getJob(id: string): Promise<Job<JobData> | undefined>;
  /** Without an order, unless a range is asked for; a job that went meanwhile is undefined. */
  getJobs(
    states: JobType[],
    start?: number,
    end?: number,
    isAscending?: boolean,
  ): Promise<Array<Job<JobData> | undefined>>;
  getJobCounts(...states: JobType[]): Promise<Record<string, number>>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  close(): Promise<void>;
}

/** What is used of BullMQ's Worker. */
export interface StoredWorker {
  pause(force: boolean): Promise<void>;
  resume(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  close(force?: boolean): Promise<void>;
}

/** Where BullMQ keeps jobs: one for a process, several queues in it. */
export interface QueueStorage {
  newQueue(name: string): StoredQueue;
  newWorker(
    name: string,
    process: (job: Job<JobData>, token?: string) => Promise<void>,
    options: Pick<WorkerOptions, 'concurrency' | 'lockDuration' | 'stalledInterval' | 'maxStalledCount'>,
  ): StoredWorker;
  /** Removes the jobs of a group that wait or are put off; not those that a worker takes meanwhile. */
  removeWaiting(queue: StoredQueue, group: string): Promise<void>;
  /** A worker that has not renewed its lock for this long is dead. */
  readonly lockMs: number;
  /** Reaches the workers of other processes; undefined where there are none. */
  readonly stops?: EventBus<StopRequest>;
  /** Whether the queues were emptied from outside since this was asked last; undefined where that cannot be. */
  hasLostJobs?(): Promise<boolean>;
  /** Throws when the server of the queues does not answer; undefined where they lie in the database. */
  readonly check?: () => Promise<unknown>;
  /** Ends every connection at once: what waits for an answer of a store that is away fails. */
  cut?(): void;
  /** Gives back the connections that were made for it; queues are closed before. */
  close(): Promise<void>;
}

/**
 * Dead workers' jobs are taken by others within 15 s: after the lock has ended, others look every half of this.
 * [7 to 11 s, measured]
 */
export const SHARED_LOCK_MS = 8_000;

/** One addition of a job: one of the same id that is added later is another. */
export function additionOf({ id, timestamp }: Pick<Job, 'id' | 'timestamp'>): string {
  return `${id ?? ''} ${timestamp}`;
}

/** One run of a job: another one of the same id, added or started later, is another run. */
export function runOf({ id, timestamp, attemptsStarted }: Pick<Job, 'id' | 'timestamp' | 'attemptsStarted'>): string {
  return `${id ?? ''} ${timestamp} ${attemptsStarted}`;
}
