/** Something that uses processor time, one step after the other. */
export interface Process {
  /** Processor seconds of each step still to come; the first is in work. */
  readonly steps: number[];
  /** Cores it can use at most. */
  readonly threads: number;
  /** Share against others, as the system's scheduler gives it. */
  readonly weight: number;
  onStep(): void;
  onEnd(): void;
}

/** Cores shared by processes in proportion to their weights, none getting more than it has threads for. */
export class Processor {
  readonly #cores: number;
  readonly #processes = new Set<Process>();

  constructor(cores: number) {
    this.#cores = cores;
  }

  start(process: Process): void {
    this.#processes.add(process);
  }

  /** Seconds until the first step ends. */
  untilNext(): number {
    const speeds = this.#speeds();
    return Math.min(...[...speeds].map(([{ steps }, speed]) => (steps[0] ?? 0) / speed), Infinity);
  }

  /** Works for so long, which is at most until the first step ends. */
  advance(seconds: number): void {
    const ended: Process[] = [];
    for (const [process, speed] of this.#speeds()) {
      process.steps[0] = (process.steps[0] ?? 0) - seconds * speed;
      if (process.steps[0] < 1e-9) ended.push(process);
    }
    for (const process of ended) {
      process.steps.shift();
      process.onStep();
      if (process.steps.length > 0) continue;
      this.#processes.delete(process);
      process.onEnd();
    }
  }

  #speeds(): Map<Process, number> {
    const speeds = new Map<Process, number>();
    let cores = this.#cores;
    let weight = [...this.#processes].reduce((sum, process) => sum + process.weight, 0);
    // Whoever needs least for its weight first: what it leaves is the others'.
    for (const process of [...this.#processes].toSorted((a, b) => a.threads / a.weight - b.threads / b.weight)) {
      const speed = Math.min(process.threads, (cores * process.weight) / weight);
      speeds.set(process, speed);
      cores -= speed;
      weight -= process.weight;
    }
    return speeds;
  }
}
