/** Such as viewers times videos watched within that time; the oldest are forgotten first. */
const MOST_KEPT = 20_000;

/** How answers are remembered. */
export interface ShortMemoryOptions<Answer> {
  readonly nowMs: () => number;
  /** How long an answer is good for. */
  readonly keptMs: number;
  /** What this denies is asked for anew each time. */
  readonly isKept: (answer: Answer) => boolean;
}

/** Remembers answers for seconds, so that many requests of one viewer, or for one video, cost one question to the tables. */
export class ShortMemory<Answer> {
  readonly #options: ShortMemoryOptions<Answer>;
  readonly #kept = new Map<string, { readonly answer: Answer; readonly untilMs: number }>();
  readonly #asking = new Map<string, Promise<Answer>>();

  constructor(options: ShortMemoryOptions<Answer>) {
    this.#options = options;
  }

  /** Asks those who know, unless it was answered a moment ago; all who ask at once share one question. */
  async ask(key: string, find: () => Promise<Answer>): Promise<Answer> {
    const kept = this.#kept.get(key);
    if (kept && kept.untilMs > this.#options.nowMs()) return kept.answer;
    const asking = this.#asking.get(key) ?? this.#find(key, find).finally(() => this.#asking.delete(key));
    this.#asking.set(key, asking);
    return await asking;
  }

  /** For how long what is remembered under a key is still good, in ms; 0: nothing is. */
  goodForMs(key: string): number {
    return Math.max(0, (this.#kept.get(key)?.untilMs ?? 0) - this.#options.nowMs());
  }

  async #find(key: string, find: () => Promise<Answer>): Promise<Answer> {
    const { nowMs, keptMs, isKept } = this.#options;
    const askedAtMs = nowMs(); // what changes while it is answered counts within the time, too
    const answer = await find();
    this.#kept.delete(key);
    if (isKept(answer)) this.#kept.set(key, { answer, untilMs: askedAtMs + keptMs });
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MOST_KEPT) break;
      this.#kept.delete(oldest);
    }
    return answer;
  }
}
