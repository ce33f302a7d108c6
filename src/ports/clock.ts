/** Time, so that tests need not wait. */
export interface Clock {
  nowMs(): number;
  /** Calls back once, unless the answer is called before. Does not keep the process alive. */
  after(ms: number, callback: () => void): () => void;
  /** Calls back every so often until the answer is called. Does not keep the process alive. */
  every(ms: number, callback: () => void): () => void;
}
