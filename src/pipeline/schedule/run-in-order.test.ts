import { describe, expect, it } from 'vitest';

import { runInOrder } from './run-in-order.ts';

/** Work that ends when the test says so. */
function gates<T>() {
  const started: T[] = [];
  const open = new Map<T, { resolve: () => void; reject: (error: Error) => void }>();
  const work = (item: T): Promise<void> => {
    started.push(item);
    return new Promise((resolve, reject) => open.set(item, { resolve, reject }));
  };
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 10; i++) await Promise.resolve();
  };
  return { started, open, work, settle };
}

describe('runInOrder', () => {
  it('starts work in the order given, so many at a time', async () => {
    const { started, open, work, settle } = gates<number>();
    const done = runInOrder([1, 2, 3, 4], 2, work);
    await settle();
    expect(started).toEqual([1, 2]);
    open.get(2)?.resolve();
    await settle();
    expect(started).toEqual([1, 2, 3]);
    open.get(1)?.resolve();
    open.get(3)?.resolve();
    await settle();
    expect(started).toEqual([1, 2, 3, 4]);
    open.get(4)?.resolve();
    await expect(done).resolves.toBeUndefined();
  });

  it('starts nothing more after a failure, cancels what runs, waits for it and throws the first', async () => {
    const { started, open, work, settle } = gates<number>();
    const signals: AbortSignal[] = [];
    const done = runInOrder([1, 2, 3], 2, (item, signal) => {
      signals.push(signal);
      return work(item);
    });
    const outcome = done.catch((error: unknown) => error);
    await settle();
    open.get(1)?.reject(new Error('first'));
    await settle();
    expect(signals.map((signal) => signal.aborted)).toEqual([true, true]);
    open.get(2)?.reject(new Error('cancelled'));
    expect(await outcome).toEqual(new Error('first'));
    expect(started).toEqual([1, 2]);
  });

  it('stops when it is cancelled from outside', async () => {
    const controller = new AbortController();
    const { started, open, work, settle } = gates<number>();
    const done = runInOrder([1, 2], 1, work, controller.signal);
    const outcome = done.catch((error: unknown) => error);
    await settle();
    controller.abort(new Error('enough'));
    open.get(1)?.resolve();
    expect(await outcome).toEqual(new Error('enough'));
    expect(started).toEqual([1]);
  });

  it('has nothing to do with nothing, and no need of many lanes', async () => {
    await expect(runInOrder([], 3, () => Promise.reject(new Error('never')))).resolves.toBeUndefined();
    const seen: number[] = [];
    await runInOrder([1], 8, (item) => {
      seen.push(item);
      return Promise.resolve();
    });
    expect(seen).toEqual([1]);
  });
});
