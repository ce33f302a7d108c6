/** Something that uses the processor of one machine. */
export interface Running {
  /** Processor seconds still to come. */
  left: number;
  /** Somebody waits for it: everything else on the machine stands still meanwhile (pipeline/work/precedence). */
  readonly isWaitedFor: boolean;
  readonly onEnd: () => void;
}

/** What a second thread adds to one encode of the lowest rendition (encoding.md: two processes of one thread are 10-22 % better). */
const WAITED_FOR_SPEED = 1.5;

/** One machine: its cores are shared by what runs, a background encode using one at most. */
export class Machine {
  readonly cores: number;
  readonly #sharedSpeed: number;
  /** Core seconds used so far. */
  used = 0;
  readonly #running = new Set<Running>();
  #waitedFor = 0;
  #at = 0;

  constructor(cores: number, sharedSpeed: number) {
    this.cores = cores;
    this.#sharedSpeed = sharedSpeed;
  }

  /** How many encodes run that somebody waits for. */
  get waitedFor(): number {
    return this.#waitedFor;
  }

  start(now: number, running: Running): void {
    this.advance(now);
    this.#running.add(running);
    if (running.isWaitedFor) this.#waitedFor++;
  }

  /** When the next of what runs ends, if nothing else starts. */
  nextEndAt(): number {
    let soonest = Infinity;
    for (const running of this.#running) {
      const speed = this.#speedOf(running);
      if (speed > 0) soonest = Math.min(soonest, running.left / speed);
    }
    return this.#at + soonest;
  }

  /** Works until then; tells what ended. */
  advance(now: number): void {
    const seconds = now - this.#at;
    this.#at = now;
    const ended: Running[] = [];
    for (const running of this.#running) {
      const work = seconds * this.#speedOf(running);
      running.left -= work;
      this.used += work;
      if (running.left < 1e-6) ended.push(running);
    }
    for (const running of ended) {
      this.#running.delete(running);
      if (running.isWaitedFor) this.#waitedFor--;
    }
    for (const running of ended) running.onEnd();
  }

  #speedOf({ isWaitedFor }: Running): number {
    if (this.#waitedFor > 0) return isWaitedFor ? Math.min(WAITED_FOR_SPEED, this.cores / this.#waitedFor) : 0;
    const shared = this.#running.size > 1 ? this.#sharedSpeed : 1;
    return shared * Math.min(1, this.cores / this.#running.size);
  }
}
