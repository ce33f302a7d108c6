/**
 * Runs work one after the other, `concurrency` at a time, starting in the order given.
 *
 * The first failure stops new work, cancels what runs through `signal`, waits for it and is thrown.
 */
export async function runInOrder<T>(
  items: readonly T[],
  concurrency: number,
  work: (item: T, signal: AbortSignal) => Promise<void>,
  outer?: AbortSignal,
): Promise<void> {
  const stop = new AbortController();
  const signal = outer ? AbortSignal.any([outer, stop.signal]) : stop.signal;
  let next = 0;
  let failure: { error: unknown } | undefined;
  const lane = async (): Promise<void> => {
    while (!signal.aborted) {
      const item = items[next++];
      if (item === undefined) return;
      try {
        await work(item, signal);
      } catch (error) {
        failure ??= { error };
        stop.abort();
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  if (failure) throw failure.error;
  outer?.throwIfAborted();
}
