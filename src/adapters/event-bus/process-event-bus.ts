import type { Logger } from '../../kernel/logger.ts';
import type { EventBus } from '../../ports/event-bus.ts';

/** An event bus inside one process. Listeners are called one after another, in the turn after `publish`. */
export function createProcessEventBus<Event>(logger: Logger): EventBus<Event> {
  const listeners = new Set<(event: Event) => void>();
  return {
    publish(event) {
      queueMicrotask(() => {
        for (const listener of listeners) {
          try {
            listener(event);
          } catch (error) {
            logger.error({ err: error }, 'a listener of events failed');
          }
        }
      });
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
