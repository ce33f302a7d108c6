import { newId } from '../../kernel/ids.ts';
import type { Logger } from '../../kernel/logger.ts';
import type { EventBus } from '../../ports/event-bus.ts';
import { createProcessEventBus } from './process-event-bus.ts';

/** An event bus over several processes. It holds connections until it is closed. */
export interface SharedEventBus<Event> extends EventBus<Event> {
  close(): Promise<void>;
}

/** Events of this process on their way to the others, and theirs on their way to our listeners. */
export interface EventRelay<Event> extends EventBus<Event> {
  /** Takes what `send` sent, by whichever process; what came from here is ignored. */
  receive(text: string): void;
  /** The connection was lost and is there again: what others sent meanwhile is missed. */
  tellGap(): void;
  /** Sends what still waits, once, and no more after it. */
  close(): Promise<void>;
}

/** Events that wait while the others cannot be reached; the oldest go first when there are more. */
const MOST_WAITING = 1000;
const RETRY_MS = 500;

/**
 * Listeners of this process are called at once, whatever becomes of the connection. For the others, events are sent as
 * text in the order of `publish`: as many at once as fit into `maxBytes`, again when sending failed.
 */
export function createEventRelay<Event>(options: {
  send: (text: string) => Promise<void>;
  maxBytes: number;
  logger: Logger;
}): EventRelay<Event> {
  const { send, maxBytes, logger } = options;
  const local = createProcessEventBus<Event>(logger);
  const origin = newId();
  const waiting: string[] = [];
  let sending: Promise<void> | undefined;
  let isClosed = false;

  const sendAll = async (): Promise<void> => {
    while (waiting.length > 0) {
      const taken = takeBatch(waiting, maxBytes - origin.length - 2);
      try {
        await send(`${origin}[${taken.join(',')}]`);
      } catch (error) {
        waiting.unshift(...taken);
        if (isClosed) return;
        logger.warn({ err: error, waiting: waiting.length }, 'events cannot be told to other processes just now');
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref());
      }
    }
    sending = undefined; // in the turn that found nothing left: what is published from now on starts anew
  };
  const wakeSender = (): void => {
    if (waiting.length > 0) sending ??= sendAll();
  };

  return {
    publish(event) {
      local.publish(event);
      const text = JSON.stringify(event);
      if (isClosed || Buffer.byteLength(text) > maxBytes - origin.length - 2) {
        logger.error({ bytes: text.length, isClosed }, 'an event cannot be told to other processes');
        return;
      }
      waiting.push(text);
      waiting.splice(0, waiting.length - MOST_WAITING);
      // In the next turn, so that events published together travel together.
      queueMicrotask(wakeSender);
    },
    subscribe: (listener, onGap) => local.subscribe(listener, onGap),
    tellGap: () => local.tellGap(),
    receive(text) {
      if (text.startsWith(origin)) return;
      try {
        for (const event of JSON.parse(text.slice(origin.length)) as Event[]) local.publish(event);
      } catch (error) {
        logger.warn({ err: error }, 'another process sent events that cannot be read');
      }
    },
    async close() {
      wakeSender();
      isClosed = true;
      await sending;
    },
  };
}

/** Takes texts from the front; at least one. */
function takeBatch(waiting: string[], maxBytes: number): string[] {
  let bytes = 0;
  const count = waiting.findIndex((text) => (bytes += Buffer.byteLength(text) + 1) > maxBytes);
  return waiting.splice(0, count === -1 ? waiting.length : Math.max(1, count));
}
