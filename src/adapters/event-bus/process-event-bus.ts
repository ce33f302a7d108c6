import type { Logger } from '../../kernel/logger.ts';
import type { EventBus } from '../../ports/event-bus.ts';

/** An event bus inside one process. Nothing is missed here; `tellGap` is for those that put it behind a connection. */
export interface ProcessEventBus<Event> extends EventBus<Event> {
  /** Calls every `onGap`, in the next turn. */
  tellGap(): void;
}

interface Subscription<Event> {
  readonly listener: (event: Event) => void;
  readonly onGap: (() => void) | undefined;
}

/** Listeners are called one after another, in the turn after `publish`. */
export function createProcessEventBus<Event>(logger: Logger): ProcessEventBus<Event> {
  const subscriptions = new Set<Subscription<Event>>();
  const tellAll = (tell: (subscription: Subscription<Event>) => void): void => {
    queueMicrotask(() => {
      for (const subscription of subscriptions) {
        try {
          tell(subscription);
        } catch (error) {
          logger.error({ err: error }, 'a listener of events failed');
        }
      }
    });
  };
  return {
    publish: (event) => tellAll(({ listener }) => listener(event)),
    tellGap: () => tellAll(({ onGap }) => onGap?.()),
    subscribe(listener, onGap) {
      const subscription = { listener, onGap };
      subscriptions.add(subscription);
      return () => void subscriptions.delete(subscription);
    },
  };
}
