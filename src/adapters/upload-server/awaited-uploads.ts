import type { Clock } from '../../ports/clock.ts';

/** A server is back sooner, and a proxy that tried it in vain tries it again. */
const AWAITED_MS = 60_000;
/** Nobody who goes on with an upload is silent for so long. */
const FORGOTTEN_MS = 600_000;

/**
 * Uploads that clients asked for here and that another server has. For a minute their clients are to come back, until that
 * server is there again; then they may begin anew, since the proxy sends them here for good.
 */
export class AwaitedUploads {
  readonly #clock: Pick<Clock, 'nowMs'>;
  /** When each was asked for first, in that order. */
  readonly #since = new Map<string, number>();

  constructor(clock: Pick<Clock, 'nowMs'>) {
    this.#clock = clock;
  }

  /** Notes that an upload was asked for; whether waiting for its server still makes sense. */
  mayComeBack(id: string): boolean {
    const now = this.#clock.nowMs();
    for (const [known, since] of this.#since) {
      if (now - since < FORGOTTEN_MS) break;
      this.#since.delete(known);
    }
    const since = this.#since.get(id) ?? now;
    this.#since.set(id, since);
    return now - since < AWAITED_MS;
  }
}
