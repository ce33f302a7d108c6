import type { Clock } from '../../ports/clock.ts';
import type { Person } from '../principal.ts';
import type { SessionRecord, SessionStore } from './session-store.ts';

/** A page asks several times a second; the tables are asked this often. What ends a session here counts at once. */
const CACHE_MS = 5_000;
const CACHE_SIZE = 20_000;
/** `lastSeenAt` is that exact: of a thousand people who watch, three a second are noted. */
const TOUCH_EVERY_MS = 5 * 60_000;

/** Told when sessions end before their time: by their person, an administrator, or a new password. */
export type OnSessionsEnded = (sessionIds: readonly string[]) => void;

/** Sessions of people who signed in, in front of the tables. */
export class Sessions {
  readonly #store: SessionStore;
  readonly #clock: Clock;
  readonly #lifeMs: number;
  readonly #known = new Map<string, { readonly person: Person; readonly untilMs: number }>();
  readonly #listeners = new Set<OnSessionsEnded>();
  /** Rises when something was forgotten: an answer that was asked for before is not remembered. */
  #era = 0;

  /** `lifeMs`: how long a session lasts after it was used last. */
  constructor(options: { readonly store: SessionStore; readonly clock: Clock; readonly lifeMs: number }) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#lifeMs = options.lifeMs;
  }

  /** Whose cookie this is. */
  async findByToken(token: string): Promise<Person | undefined> {
    return await this.#find(`token ${token}`, { token });
  }

  /** Whether a session that was seen before still counts, and what its person may be now. */
  async findById(id: string): Promise<Person | undefined> {
    return await this.#find(`id ${id}`, { id });
  }

  async list(personId: string): Promise<SessionRecord[]> {
    return await this.#store.list(personId, this.#now());
  }

  /** Ends all sessions of a person, or one, or all but one. Answers how many. */
  async end(personId: string, which: Parameters<SessionStore['end']>[1] = {}): Promise<number> {
    const ended = await this.#store.end(personId, which);
    this.forget();
    if (ended.length > 0) for (const listener of this.#listeners) listener(ended);
    return ended.length;
  }

  /** The next question goes to the tables: somebody's name or role has changed. */
  forget(): void {
    this.#era += 1;
    this.#known.clear();
  }

  onEnded(listener: OnSessionsEnded): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async removeExpired(): Promise<void> {
    await this.#store.removeExpired(this.#now());
  }

  async #find(key: string, by: Parameters<SessionStore['find']>[0]): Promise<Person | undefined> {
    const now = this.#now();
    const known = this.#known.get(key);
    if (known && known.untilMs > now.getTime()) return known.person;
    this.#known.delete(key);
    const era = this.#era;
    const session = await this.#store.find(by, now);
    if (!session) return undefined;
    // Who came with a token is asked after by the session's id next: what they play names it.
    const keys = era === this.#era ? new Set([key, `id ${session.person.sessionId}`]) : [];
    for (const each of keys) this.#known.set(each, { person: session.person, untilMs: now.getTime() + CACHE_MS });
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= CACHE_SIZE) break;
      this.#known.delete(oldest);
    }
    if (now.getTime() - session.lastSeenAt.getTime() >= TOUCH_EVERY_MS) {
      const expiresAt = new Date(now.getTime() + this.#lifeMs);
      await this.#store.touch(session.person.sessionId, { at: now, expiresAt });
    }
    return session.person;
  }

  #now(): Date {
    return new Date(this.#clock.nowMs());
  }
}
