/** Time, so that tests need not wait. */
export interface Clock {
  nowMs(): number;
  /** Calls back every so often until the answer is called. Does not keep the process alive. */
  every(ms: number, callback: () => void): () => void;
}
