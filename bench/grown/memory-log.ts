const LOOK_MS = 500;

/** Looks at a process's memory again and again. */
export class MemoryLog {
  readonly #samples: number[] = [];
  readonly #timer: NodeJS.Timeout;

  private constructor(read: () => number) {
    this.#timer = setInterval(() => void this.#samples.push(read()), LOOK_MS);
  }

  /** Begins now. */
  static start(read: () => number): MemoryLog {
    return new MemoryLog(read);
  }

  /** Ends it. */
  end(): MemorySamples {
    clearInterval(this.#timer);
    return new MemorySamples(this.#samples);
  }
}

/** What was seen, in order, in bytes. */
export class MemorySamples {
  readonly #bytes: readonly number[];

  constructor(bytes: readonly number[]) {
    this.#bytes = bytes;
  }

  /** The largest figures of the first and of the last of so many equal pieces; 0 when nothing was seen. */
  ends(pieces: number): [firstBytes: number, lastBytes: number] {
    const length = Math.ceil(this.#bytes.length / pieces);
    return [Math.max(0, ...this.#bytes.slice(0, length)), Math.max(0, ...this.#bytes.slice(-length))];
  }
}
