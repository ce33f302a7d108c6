import type { Clock } from '../../ports/clock.ts';
import type { RunningTool } from '../../ports/media-tools.ts';

/**
 * A wait counts this long: a viewer has been told to come back after 8 s, and an encode that hangs must not hold up the
 * others for ever.
 */
const WAIT_COUNTS_MS = 15_000;

/** What one encode is for. */
export interface TurnRequest {
  /** Names of all cells it fills. */
  readonly cells: readonly string[];
  /** The one somebody waits for, when somebody does. */
  readonly waitedFor?: string;
  /** Nobody waits for any of its cells: who begins to wait gets an encode of their own. */
  readonly isBackground: boolean;
}

/** One encode's place among those of this process. */
export interface Turn {
  /** Its FFmpeg has started. */
  started(tool: RunningTool): void;
  filled(cell: string): void;
  /** Its FFmpeg has ended. */
  leave(): void;
}

/**
 * Who encodes and who stands still on this machine: while somebody waits for a cell, only the encodes of such cells run.
 * The others are paused, not slowed down: how much a lower priority takes from them differs between systems, down to
 * nothing where each session is a scheduling group of its own.
 */
export class Precedence {
  readonly #clock: Clock;
  readonly #entries = new Set<Entry>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  enter(request: TurnRequest): Turn {
    const entry: Entry = { ...request, open: new Set(request.cells), waits: new Map(), isPaused: false };
    this.#entries.add(entry);
    if (request.waitedFor !== undefined) this.#await(entry, request.waitedFor);
    this.#arrange();
    return {
      started: (tool) => {
        entry.tool = tool;
        entry.isPaused = false;
        this.#arrange();
      },
      filled: (cell) => {
        entry.open.delete(cell);
        this.#endWait(entry, cell);
      },
      leave: () => {
        this.#entries.delete(entry);
        for (const end of entry.waits.values()) end();
        this.#arrange();
      },
    };
  }

  /** Somebody waits for a cell. False: no encode that was begun for a viewer has it in hand. */
  want(cell: string): boolean {
    for (const entry of this.#entries) {
      if (entry.isBackground || !entry.open.has(cell)) continue;
      this.#await(entry, cell);
      this.#arrange();
      return true;
    }
    return false;
  }

  #await(entry: Entry, cell: string): void {
    entry.waits.get(cell)?.();
    entry.waits.set(
      cell,
      this.#clock.after(WAIT_COUNTS_MS, () => this.#endWait(entry, cell)),
    );
  }

  #endWait(entry: Entry, cell: string): void {
    entry.waits.get(cell)?.();
    if (entry.waits.delete(cell)) this.#arrange();
  }

  #arrange(): void {
    const isWaitedFor = [...this.#entries].some(({ waits }) => waits.size > 0);
    for (const entry of this.#entries) {
      const mustPause = isWaitedFor && entry.waits.size === 0;
      if (!entry.tool || mustPause === entry.isPaused) continue;
      entry.isPaused = mustPause;
      if (mustPause) entry.tool.pause();
      else entry.tool.resume();
    }
  }
}

interface Entry {
  readonly isBackground: boolean;
  /** Cells it has still to fill. */
  readonly open: Set<string>;
  /** Cells somebody waits for; the value ends the time that the wait counts. */
  readonly waits: Map<string, () => void>;
  tool?: RunningTool;
  isPaused: boolean;
}
