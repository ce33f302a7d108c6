/** How often a job has not ended well. */
export interface Attempts {
  /** It threw. */
  readonly failures: number;
  /** Its process died: kill -9, out of memory, power cut. Counted at the next beginning. */
  readonly interruptions: number;
}

/** Counts attempts in our own tables: the queue's counts are lost with it. */
export interface AttemptStore {
  /** Notes that a job begins and answers how earlier attempts ended. */
  begin(videoId: string, jobId: string): Promise<Attempts>;
  /** It threw: answers the count with this one. */
  fail(videoId: string, jobId: string): Promise<Attempts>;
  /** It ended well, or was stopped in good order: nothing is held against it. */
  forget(videoId: string, jobId: string): Promise<void>;
  /** For a retry by hand. */
  forgetAll(videoId: string): Promise<void>;
}
