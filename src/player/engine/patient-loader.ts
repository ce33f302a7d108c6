import { XhrLoader } from 'hls.js';
import type { LoaderCallbacks, LoaderConfiguration, LoaderContext } from 'hls.js';
import type { SourceAccess } from '../access/source-access.ts';
import { errorCodeOf } from './error-code.ts';
import { retryAfterMs } from './retry-after.ts';

/** Told what a server that is still encoding does with requests. */
export interface PatienceListener {
  /** It refused for now and asked to come back after this time, because the part is still being encoded. */
  askedToWait(waitMs: number): void;
  /** It cannot answer anything just now: something that it needs is away. */
  isOut(): void;
  /** The viewer may not play this any more: a fresh address was refused. */
  refused(): void;
  /** It held a request for this time before answering it. */
  held(heldMs: number): void;
}

/** After this many refusals in a row the segment counts as failed: at the server's pace, several minutes. */
const MAX_WAITS = 120;

/**
 * A loader that understands a server which is still making what was asked for.
 *
 * - An answer 503 with Retry-After is waited out here. hls.js never sees an error, so it neither
 *   punishes the rendition nor switches away from it. Aborting (a seek, a switch) ends the wait.
 *   What the server says of the reason is told: a part that is being encoded is not an outage.
 * - An answer 403 may mean that the address has grown old: a fresh one is asked for, once, and the same is asked for there.
 * - Time for which the server held the request (`X-Lectern-Held-Ms`) is taken out of the measured
 *   loading time, so that waiting never counts as a slow network.
 */
export function createPatientLoader(access: SourceAccess, listener: PatienceListener): typeof XhrLoader {
  return class PatientLoader extends XhrLoader {
    #isWaiting = false;

    override load(
      context: LoaderContext,
      config: LoaderConfiguration,
      callbacks: LoaderCallbacks<LoaderContext>,
    ): void {
      let waits = 0;
      let hasRenewed = false;
      context.url = access.current(context.url);
      super.load(context, config, {
        ...callbacks,
        onError: (error, failedContext, networkDetails, stats) => {
          if (error.code === 403 && !hasRenewed) {
            hasRenewed = true;
            const giveUp = (code: number): void =>
              callbacks.onError({ ...error, code }, failedContext, networkDetails, stats);
            void this.#renewAndAsk(context, giveUp);
            return;
          }
          const waitMs = error.code === 503 ? retryAfterMs(headerOf(networkDetails, 'Retry-After')) : undefined;
          waits += 1;
          if (waitMs === undefined || waits > MAX_WAITS) {
            callbacks.onError(error, failedContext, networkDetails, stats);
            return;
          }
          this.#isWaiting = true;
          this.stats.loading.first = 0; // nothing of the segment has come: see PatientAbr
          const code = errorCodeOf(networkDetails);
          if (code === undefined || code === 'CONTENT_NOT_READY') listener.askedToWait(waitMs);
          else listener.isOut();
          this.retryTimeout = setTimeout(() => this.#askAgain(), waitMs);
        },
      });
    }

    async #renewAndAsk(context: LoaderContext, giveUp: (code: number) => void): Promise<void> {
      this.#isWaiting = true;
      this.stats.loading.first = 0;
      const outcome = await access.afterRefusal(context.url);
      if (!this.#isWaiting) return; // a seek or a switch: nobody wants it any more
      if (outcome === 'renewed') {
        context.url = access.current(context.url);
        this.#askAgain();
        return;
      }
      this.#isWaiting = false;
      if (outcome === 'refused' && access.canRenew) listener.refused();
      // Where nobody could be asked, it is the network that failed: hls.js tries again.
      giveUp(outcome === 'refused' ? 403 : 503);
    }

    #askAgain(): void {
      this.#isWaiting = false;
      // The clock starts again: what was waited is not time spent loading.
      this.stats.loading.start = performance.now();
      this.loadInternal();
    }

    protected override loadInternal(): void {
      super.loadInternal();
      const xhr = this.getNetworkDetails();
      if (!(xhr instanceof XMLHttpRequest)) return;
      xhr.addEventListener('readystatechange', () => {
        if (xhr.readyState === XMLHttpRequest.HEADERS_RECEIVED) this.#forgiveHeldTime(xhr);
      });
    }

    #forgiveHeldTime(xhr: XMLHttpRequest): void {
      const { loading } = this.stats;
      const heldMs = Number(xhr.getResponseHeader('X-Lectern-Held-Ms') ?? 0);
      if (!(heldMs > 0)) return;
      loading.start = Math.min(loading.start + heldMs, performance.now());
      listener.held(heldMs);
    }

    protected override abortInternal(): void {
      // hls.js leaves a request that has been answered unmarked, and this one has been: with 503.
      if (this.#isWaiting) this.stats.aborted = true;
      this.#isWaiting = false;
      super.abortInternal();
    }
  };
}

function headerOf(networkDetails: unknown, name: string): string | null {
  return networkDetails instanceof XMLHttpRequest ? networkDetails.getResponseHeader(name) : null;
}
