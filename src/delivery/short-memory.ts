/** How long an answer is good for. */
const KEPT_MS = 5_000;
/** Such as viewers times videos watched within that time; the oldest are forgotten first. */
const MOST_KEPT = 20_000;

/** Remembers answers for 5 s, so that many requests of one viewer, or for one video, cost one question to the tables. */
export class ShortMemory<Answer> {
  readonly #nowMs: () => number;
  readonly #isKept: (answer: Answer) => boolean;
  readonly #kept = new Map<string, { readonly answer: Answer; readonly untilMs: number }>();
  readonly #asking = new Map<string, Promise<Answer>>();

  /** What `isKept` denies is asked for anew each time. */
  constructor(nowMs: () => number, isKept: (answer: Answer) => boolean) {
    this.#nowMs = nowMs;
    this.#isKept = isKept;
  }

  /** Asks those who know, unless it was answered a moment ago; all who ask at once share one question. */
  async ask(key: string, find: () => Promise<Answer>): Promise<Answer> {
    const kept = this.#kept.get(key);
    if (kept && kept.untilMs > this.#nowMs()) return kept.answer;
    const asking = this.#asking.get(key) ?? this.#find(key, find).finally(() => this.#asking.delete(key));
    this.#asking.set(key, asking);
    return await asking;
  }

  async #find(key: string, find: () => Promise<Answer>): Promise<Answer> {
    const askedAtMs = this.#nowMs(); // what changes while it is answered counts within the time, too
    const answer = await find();
    this.#kept.delete(key);
    if (this.#isKept(answer)) this.#kept.set(key, { answer, untilMs: askedAtMs + KEPT_MS });
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MOST_KEPT) break;
      this.#kept.delete(oldest);
    }
    return answer;
  }
}
