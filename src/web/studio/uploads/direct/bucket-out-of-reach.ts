/** Tries of one part, over some four seconds, each right after the server itself has answered. */
const TRIES = 4;

/** The bucket takes nothing from this page, though the server is there: its CORS settings, its address or its clock. */
export class BucketOutOfReach extends Error {
  constructor(cause: unknown) {
    super('The bucket takes nothing from this page.', { cause });
    this.name = 'BucketOutOfReach';
  }
}

/** Finds out whether a bucket takes parts at all: one that has taken any does. */
export class BucketReach {
  #isProven: boolean;
  readonly #failures = new Map<number, number>();

  constructor(isProven: boolean) {
    this.#isProven = isProven;
  }

  /** Sends a part. Throws BucketOutOfReach when it has failed often enough and no other was ever taken. */
  async attempt(partNumber: number, send: () => Promise<void>): Promise<void> {
    try {
      await send();
      this.#isProven = true;
    } catch (error) {
      const failures = (this.#failures.get(partNumber) ?? 0) + 1;
      this.#failures.set(partNumber, failures);
      if (!this.#isProven && failures >= TRIES) throw new BucketOutOfReach(error);
      throw error;
    }
  }
}
