import type { Clock } from '../ports/clock.ts';

/** More keys than this are not remembered: the one that was tried longest ago is forgotten. */
const MAX_KEYS = 10_000;

/** So many tries within so long; then wait. */
export class AttemptLimit {
  readonly #clock: Clock;
  readonly #tries: number;
  readonly #windowMs: number;
  /** When each key was tried, oldest first. */
  readonly #triedAt = new Map<string, number[]>();

  constructor(clock: Clock, { tries, windowMs }: { readonly tries: number; readonly windowMs: number }) {
    this.#clock = clock;
    this.#tries = tries;
    this.#windowMs = windowMs;
  }

  /** Counts a try; answers the seconds to wait when it is one too many, else 0. */
  take(key: string): number {
    const now = this.#clock.nowMs();
    const recent = (this.#triedAt.get(key) ?? []).filter((at) => at > now - this.#windowMs);
    const oldest = recent.at(-this.#tries);
    if (oldest !== undefined) return Math.max(1, Math.ceil((oldest + this.#windowMs - now) / 1000));
    this.#triedAt.delete(key); // to the end: the first key is the one to forget
    this.#triedAt.set(key, [...recent, now]);
    if (this.#triedAt.size > MAX_KEYS) this.#triedAt.delete(this.#triedAt.keys().next().value ?? '');
    return 0;
  }

  /** Takes back the last try: it was a good one. */
  giveBack(key: string): void {
    const tries = this.#triedAt.get(key)?.slice(0, -1) ?? [];
    if (tries.length === 0) this.#triedAt.delete(key);
    else this.#triedAt.set(key, tries);
  }

  /** Forgets all tries of a key. */
  clear(key: string): void {
    this.#triedAt.delete(key);
  }
}
