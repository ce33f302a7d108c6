import { describe, expect, it, onTestFinished } from 'vitest';

import type { SharedEventBus } from '../../src/adapters/event-bus/shared-event-bus.ts';
import type { EventBus } from '../../src/ports/event-bus.ts';

/** What tests publish. */
export interface TestEvent {
  readonly number: number;
  readonly text?: string;
}

/** What holds for every EventBus. */
export function describeEventBus(name: string, open: () => Promise<EventBus<TestEvent>>): void {
  describe(`event bus: ${name}`, () => {
    it('tells every listener in order, after publish has returned', async () => {
      const bus = await open();
      const [one, two] = [collect(bus, 3), collect(bus, 3)];
      for (const number of [1, 2, 3]) bus.publish({ number });
      expect(one.numbers).toEqual([]);
      await Promise.all([one.all, two.all]);
      expect([one.numbers, two.numbers]).toEqual([
        [1, 2, 3],
        [1, 2, 3],
      ]);
    });

    it('tells nobody who has stopped listening, and goes on past a listener that throws', async () => {
      const bus = await open();
      const stopped: number[] = [];
      bus.subscribe(({ number }) => stopped.push(number))();
      bus.subscribe(() => {
        throw new Error('a listener with a bug');
      });
      const heard = collect(bus, 2);
      bus.publish({ number: 1 });
      bus.publish({ number: 2 });
      await heard.all;
      expect(stopped).toEqual([]);
    });
  });
}

/** What holds besides where processes share it: `open` joins it anew, as another process would. */
export function describeSharedEventBus(
  name: string,
  open: () => Promise<SharedEventBus<TestEvent>>,
  faults: { publishInChildProcess(event: TestEvent): Promise<void>; cutConnections(): Promise<void> },
): void {
  const opened = async (): Promise<SharedEventBus<TestEvent>> => {
    const bus = await open();
    onTestFinished(() => bus.close());
    return bus;
  };
  describeEventBus(name, opened);

  describe(`shared event bus: ${name}`, () => {
    it('tells another process, in order and each once', async () => {
      const [here, there] = [await opened(), await opened()];
      const heard = collect(there, 500);
      const own = collect(here, 500);
      const numbers = Array.from({ length: 500 }, (_, number) => number);
      // Long texts and other alphabets: a message is bounded in bytes, not in letters.
      for (const number of numbers) here.publish({ number, text: '…'.repeat(number) });
      await Promise.all([heard.all, own.all]);
      expect(heard.numbers).toEqual(numbers);
      expect(own.numbers).toEqual(numbers);
    });

    it('hears what a process says that ends right after', async () => {
      const heard = collect(await opened(), 1);
      await faults.publishInChildProcess({ number: 7 });
      await heard.all;
      expect(heard.numbers).toEqual([7]);
    });

    it('says that something may have been missed once it hears again', async () => {
      const [here, there] = [await opened(), await opened()];
      const isBack = new Promise<void>((resolve) => there.subscribe(() => undefined, resolve));
      const heard = collect(there, 1);
      await faults.cutConnections();
      await isBack;
      here.publish({ number: 3 });
      await heard.all;
      expect(heard.numbers).toEqual([3]);
    });

    it('goes on when its connections are cut: for its own listeners at once, for the others soon', async () => {
      const [here, there] = [await opened(), await opened()];
      await faults.cutConnections();
      const own = collect(here, 1);
      here.publish({ number: -1 });
      await own.all;
      // The other side may not have been back when that came; it is, sooner or later.
      const heard = collect(there, 1);
      let number = 0;
      const publishing = setInterval(() => here.publish({ number: number++ }), 50);
      onTestFinished(() => clearInterval(publishing));
      await heard.all;
      expect(own.numbers[0]).toBe(-1);
    });
  });
}

/** Collects the numbers of events; `all` settles when that many have come. */
function collect(bus: EventBus<TestEvent>, wanted: number): { numbers: number[]; all: Promise<void> } {
  const numbers: number[] = [];
  const all = new Promise<void>((resolve) => {
    bus.subscribe(({ number }) => {
      numbers.push(number);
      if (numbers.length === wanted) resolve();
    });
  });
  return { numbers, all };
}
