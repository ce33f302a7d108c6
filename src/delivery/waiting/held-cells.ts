import type { LecternEvent } from '../../events/lectern-event.ts';
import type { Clock } from '../../ports/clock.ts';
import type { EventBus } from '../../ports/event-bus.ts';
import type { WantedCell } from '../../videos/cell.ts';
import type { CellState } from '../../videos/revision-store.ts';
import type { UrgentCells } from './urgent-cells.ts';

/** What holding a request needs. */
export interface HeldCellsOptions {
  readonly events: Pick<EventBus<LecternEvent>, 'subscribe'>;
  readonly urgent: UrgentCells;
  readonly clock: Clock;
  readonly cellState: (cell: WantedCell) => Promise<CellState>;
  /** How long a request is held at most. hls.js gives up at 10 s without a first byte, so less than that. */
  readonly holdMs: number;
}

/** How a held request ended. */
export interface HeldAnswer {
  /** `too-late`: not filled in time, or the video failed or went away meanwhile. */
  readonly outcome: 'filled' | 'too-late' | 'left';
  readonly heldMs: number;
}

/** A cell and those who wait for it. */
interface Waiting {
  readonly cell: WantedCell;
  readonly viewers: Set<(outcome: HeldAnswer['outcome']) => void>;
}

/** Whoever was told to come back (503, Retry-After: 1) keeps the turn this long. */
const RETURN_MS = 3_000;

/**
 * Requests for cells that are not filled yet. All viewers of a cell share one encode; each is released by the event that
 * tells of the cell, never by asking again; the last one to leave takes the urgency away, and so does the last one who was
 * told to come back and does not.
 */
export class HeldCells {
  readonly #options: HeldCellsOptions;
  readonly #waiting = new Map<string, Waiting>();
  /** Cells whose last viewer was told to come back; the value ends the wait for that. */
  readonly #returning = new Map<string, () => void>();
  readonly #unsubscribe: () => void;
  #isClosed = false;

  constructor(options: HeldCellsOptions) {
    this.#options = options;
    this.#unsubscribe = options.events.subscribe(
      (event) => this.#onEvent(event),
      () => void this.#lookAgain(),
    );
  }

  /** Cells that somebody waits for. */
  get size(): number {
    return this.#waiting.size;
  }

  /** Holds a request for an empty cell. Two questions to the tables at most, however long it takes, and one after each gap in the events. */
  async hold(cell: WantedCell, left: AbortSignal): Promise<HeldAnswer> {
    const startedAt = this.#options.clock.nowMs();
    const outcome = await this.#wait(cell, left);
    return { outcome, heldMs: Math.max(0, Math.round(this.#options.clock.nowMs() - startedAt)) };
  }

  /** Releases everybody and listens no more; whoever asks from now on is told to come back. */
  close(): void {
    this.#isClosed = true;
    this.#unsubscribe();
    for (const key of this.#waiting.keys()) this.#release(key, 'too-late');
    for (const cancel of this.#returning.values()) cancel();
  }

  async #wait(cell: WantedCell, left: AbortSignal): Promise<HeldAnswer['outcome']> {
    if (left.aborted) return 'left';
    if (this.#isClosed) return 'too-late';
    const { clock, holdMs, urgent } = this.#options;
    const key = keyOf(cell);
    const cleanUps: (() => void)[] = [];
    const answer = new Promise<HeldAnswer['outcome']>((resolve) => {
      const waiting = this.#waiting.get(key) ?? { cell, viewers: new Set() };
      waiting.viewers.add(resolve);
      this.#waiting.set(key, waiting);
      this.#returning.get(key)?.();
      this.#returning.delete(key);
      const onLeave = (): void => resolve('left');
      left.addEventListener('abort', onLeave, { once: true });
      cleanUps.push(
        clock.after(holdMs, () => resolve('too-late')),
        () => left.removeEventListener('abort', onLeave),
        () => this.#forget(key, resolve),
      );
    });
    try {
      // Filled between the caller's look and our listening: no event will come any more.
      const [state, isComing] = await Promise.all([this.#options.cellState(cell), urgent.want(cell)]);
      if (state === 'filled') return 'filled';
      if (!isComing) return 'too-late';
      const outcome = await answer;
      const isLast = (this.#waiting.get(key)?.viewers.size ?? 0) <= 1;
      if (isLast && outcome === 'left') await urgent.leave(cell);
      if (isLast && outcome === 'too-late') this.#awaitReturn(key, cell);
      return outcome;
    } finally {
      for (const cleanUp of cleanUps) cleanUp();
    }
  }

  #awaitReturn(key: string, cell: WantedCell): void {
    const cancel = this.#options.clock.after(RETURN_MS, () => {
      this.#returning.delete(key);
      this.#options.urgent.leave(cell).catch(() => {
        // A turn that is kept for nobody costs one encode.
      });
    });
    this.#returning.set(key, cancel);
  }

  #onEvent(event: LecternEvent): void {
    if (event.type === 'cell.filled') return this.#release(keyOf(event), 'filled');
    if (event.type !== 'video.failed' && event.type !== 'video.deleted') return;
    for (const key of this.#waiting.keys()) if (key.startsWith(`${event.videoId}/`)) this.#release(key, 'too-late');
  }

  /** After a gap in the events: the one that would have released somebody may be among the missed. */
  async #lookAgain(): Promise<void> {
    const look = async ([key, { cell }]: [string, Waiting]): Promise<void> => {
      const state = await this.#options.cellState(cell);
      if (state !== 'empty') this.#release(key, state === 'filled' ? 'filled' : 'too-late');
    };
    // Where the tables cannot be asked, the time that a request is held at most ends it.
    await Promise.allSettled([...this.#waiting].map(look));
  }

  #release(key: string, outcome: HeldAnswer['outcome']): void {
    for (const resolve of this.#waiting.get(key)?.viewers ?? []) resolve(outcome);
  }

  #forget(key: string, resolve: (outcome: HeldAnswer['outcome']) => void): void {
    const viewers = this.#waiting.get(key)?.viewers;
    viewers?.delete(resolve);
    if (viewers?.size === 0) this.#waiting.delete(key);
  }
}

function keyOf({ videoId, revisionId, renditionId, segmentIndex }: WantedCell): string {
  return `${videoId}/${revisionId}/${renditionId}/${segmentIndex}`;
}
