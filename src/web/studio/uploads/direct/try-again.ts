import { ApiError } from '../../../shared/api/api-client.ts';
import { BucketOutOfReach } from './bucket-out-of-reach.ts';

/**
 * Does something until it succeeds, with these waits in between; at once when the browser is online again, and time offline
 * costs no try. What another try would not change is thrown at once, and so is everything once the signal is aborted.
 */
export async function tryAgain<T>(
  work: () => Promise<T>,
  delaysMs: readonly number[],
  signal: AbortSignal,
): Promise<T> {
  for (const delayMs of delaysMs) {
    try {
      return await work();
    } catch (error) {
      if (signal.aborted || isFinal(error)) throw error;
    }
    await wait(delayMs, signal);
  }
  return await work();
}

/** 429: too much at once; 5xx and 0: it may answer later. */
function isFinal(error: unknown): boolean {
  if (error instanceof BucketOutOfReach) return true;
  return error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429;
}

async function wait(delayMs: number, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => navigator.onLine && resolve(), delayMs);
    addEventListener('online', () => resolve(), { signal: over.signal });
    signal.addEventListener('abort', () => resolve(), { signal: over.signal });
    over.signal.addEventListener('abort', () => clearTimeout(timer));
  });
  over.abort();
  signal.throwIfAborted();
}
