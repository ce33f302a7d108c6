import { ApiError } from '../../shared/api/api-client.ts';
import type { DraftStore, Fields } from './draft-store.ts';

/** A state of the fields on the server. */
export interface Saved<F extends Fields> {
  readonly fields: F;
  readonly version: number;
}

/** Whether everything typed is on the server. */
export type SaveState =
  | { readonly kind: 'saved' }
  /** Typed just now, or being sent. */
  | { readonly kind: 'saving' }
  /** Not on the server, and why. `isLasting`: only another change or a press can help. */
  | { readonly kind: 'failed'; readonly reason: string; readonly isLasting: boolean }
  | { readonly kind: 'conflict' };

/** Somebody else changed the same fields meanwhile. */
export interface Conflict<F extends Fields> {
  readonly mine: Partial<F>;
  readonly theirs: Saved<F>;
}

/** What a form shows. */
export interface AutosaveView<F extends Fields> {
  readonly values: F;
  readonly state: SaveState;
  readonly conflict: Conflict<F> | undefined;
}

interface Options<F extends Fields> {
  readonly saved: Saved<F>;
  readonly drafts: DraftStore<F>;
  /** Sends what changed since `base`. Throws ApiError, with status 409 when `version` is old. */
  readonly save: (changes: Partial<F>, version: number, base: F) => Promise<Saved<F>>;
  readonly load: () => Promise<Saved<F>>;
}

const QUIET_MS = 800;
const RETRY_MS = [2000, 5000, 10_000, 30_000];

/**
 * Keeps a form's fields on the server while they are typed, and loses none: what is not there yet lies in the browser,
 * over a reload and offline.
 *
 * A change by somebody else to other fields is taken over; to the same fields it is a conflict, which a person settles.
 */
export class Autosaver<F extends Fields> {
  readonly #options: Options<F>;
  readonly #watchers = new Set<() => void>();
  #base: Saved<F>;
  #changes: Partial<F> = {};
  #state: SaveState = { kind: 'saved' };
  #conflict: Conflict<F> | undefined;
  #view: AutosaveView<F>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<void> | undefined;
  #failures = 0;

  constructor(options: Options<F>) {
    this.#options = options;
    this.#base = options.saved;
    const draft = options.drafts.read();
    if (draft !== undefined) {
      this.#changes = this.#differing(draft.changes);
      if (this.#hasChanges()) this.#meet(options.saved, draft.base);
      else options.drafts.clear();
    }
    this.#view = this.#look();
  }

  /** For useSyncExternalStore. */
  readonly subscribe = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  readonly view = (): AutosaveView<F> => this.#view;

  get isSaved(): boolean {
    return this.#state.kind === 'saved';
  }

  /** Takes what was typed; it is sent after a short quiet. */
  set(change: Partial<F>): void {
    this.#changes = this.#differing({ ...this.#changes, ...change });
    this.#keepDraft();
    if (this.#conflict !== undefined) {
      this.#conflict = { ...this.#conflict, mine: this.#changes };
      this.#tell(this.#state);
      return;
    }
    this.#failures = 0;
    if (!this.#hasChanges() && this.#running === undefined) {
      clearTimeout(this.#timer);
      this.#tell({ kind: 'saved' });
    } else this.#sendAfter(QUIET_MS);
  }

  /** Sends now. Settles when all is saved, or could not be: see `isSaved`. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    while (this.#running !== undefined) await this.#running;
    if (this.#conflict !== undefined || !this.#hasChanges()) return;
    this.#running = this.#send();
    await this.#running;
    this.#running = undefined;
    if (this.#hasChanges() && this.#state.kind === 'saving') this.#sendAfter(QUIET_MS);
  }

  /** Takes what the server says now, unless something typed is on its way. */
  serverSaid(saved: Saved<F>): void {
    if (this.#hasChanges() || this.#running !== undefined || saved.version < this.#base.version) return;
    this.#base = saved;
    this.#tell({ kind: 'saved' });
  }

  /** Ends a conflict: one's own words go to the server, or away. */
  settle(choice: 'mine' | 'theirs'): void {
    if (this.#conflict === undefined) return;
    this.#base = this.#conflict.theirs;
    this.#conflict = undefined;
    this.#changes = choice === 'mine' ? this.#differing(this.#changes) : {};
    this.#keepDraft();
    if (this.#hasChanges()) this.#sendAfter(0);
    else this.#tell({ kind: 'saved' });
  }

  async #send(): Promise<void> {
    const sent = this.#changes;
    this.#tell({ kind: 'saving' });
    try {
      this.#base = await this.#options.save(sent, this.#base.version, this.#base.fields);
      this.#failures = 0;
      this.#changes = this.#differing(
        Object.fromEntries(Object.entries(this.#changes).filter(([name, value]) => sent[name] !== value)) as Partial<F>,
      );
      this.#keepDraft();
      this.#tell({ kind: this.#hasChanges() ? 'saving' : 'saved' });
    } catch (error) {
      if (error instanceof ApiError && error.status === 409) await this.#meetServer();
      else this.#fail(error);
    }
  }

  async #meetServer(): Promise<void> {
    try {
      this.#meet(await this.#options.load(), this.#base.fields);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Puts the changes on top of another state of the server, where nobody else changed the same. */
  #meet(theirs: Saved<F>, base: Partial<F>): void {
    const mine = Object.keys(this.#changes);
    const isSame = mine.every((name) => same(bare(theirs.fields[name]), bare(base[name])));
    if (isSame) {
      this.#base = theirs;
      this.#sendAfter(this.#failures === 0 ? 0 : this.#retryMs());
      this.#failures += 1; // a version that is old again and again must not become a storm
    } else {
      this.#conflict = { mine: this.#changes, theirs };
      this.#tell({ kind: 'conflict' });
    }
  }

  #fail(error: unknown): void {
    const isPassing = !(error instanceof ApiError) || error.status === 0 || error.status === 429 || error.status >= 500;
    const reason =
      error instanceof ApiError ? `${error.problem.message} ${error.problem.action}`.trim() : String(error);
    this.#tell({ kind: 'failed', reason, isLasting: !isPassing });
    if (!isPassing) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), this.#retryMs());
    this.#failures += 1;
  }

  #retryMs(): number {
    return RETRY_MS[Math.min(this.#failures, RETRY_MS.length - 1)] ?? 0;
  }

  #sendAfter(delayMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), delayMs);
    this.#tell({ kind: 'saving' });
  }

  #differing(changes: Partial<F>): Partial<F> {
    const entries = Object.entries(changes).filter(
      // What is being sent has to be taken back by a change of its own.
      ([name, value]) => this.#running !== undefined || !same(value, this.#base.fields[name]),
    );
    return Object.fromEntries(entries) as Partial<F>;
  }

  #hasChanges(): boolean {
    return Object.keys(this.#changes).length > 0;
  }

  #keepDraft(): void {
    if (!this.#hasChanges()) return this.#options.drafts.clear();
    const base = Object.fromEntries(Object.keys(this.#changes).map((name) => [name, this.#base.fields[name]]));
    this.#options.drafts.write({ changes: this.#changes, base: base as Partial<F> });
  }

  #tell(state: SaveState): void {
    this.#state = state;
    this.#view = this.#look();
    for (const watcher of this.#watchers) watcher();
  }

  #look(): AutosaveView<F> {
    return { values: { ...this.#base.fields, ...this.#changes }, state: this.#state, conflict: this.#conflict };
  }
}

/** The server trims what is typed; a space at an end is nobody's change. */
function bare(value: unknown): unknown {
  return typeof value === 'string' ? value.trim() : value;
}

/** Fields are plain JSON. */
function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
