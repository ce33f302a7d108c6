import type { Logger } from '../../kernel/logger.ts';
import { connectRedis } from '../redis/connect-redis.ts';
import { createEventRelay, type SharedEventBus } from './shared-event-bus.ts';

/** Small enough to be handed on at once; an event is about 150 bytes. */
const MAX_BYTES = 64_000;
/** A connection that does not answer is taken for lost, and made anew. */
const HEARTBEAT_MS = 10_000;
const ANSWER_MS = 5_000;

/**
 * An event bus over Redis' publish and subscribe, on two connections of its own.
 *
 * Processes hear each other when they use the same server, the same database number of it and the same name. While the connection is
 * lost, events of others are missed; listeners are told once it is back. Throws AppError REDIS_UNREACHABLE.
 */
export async function openRedisEventBus<Event>(
  url: string,
  logger: Logger,
  name = 'events',
): Promise<SharedEventBus<Event>> {
  const sender = await connectRedis(url, logger, { maxRetriesPerRequest: 0, socketTimeout: ANSWER_MS });
  const receiver = await connectRedis(url, logger, { socketTimeout: ANSWER_MS }).catch((error: unknown) => {
    sender.disconnect();
    throw error;
  });
  const channel = `lectern:${name}:${sender.options.db ?? 0}`;
  const relay = createEventRelay<Event>({
    send: async (text) => void (await sender.publish(channel, text)),
    maxBytes: MAX_BYTES,
    logger,
  });
  receiver.on('message', (_channel, text) => relay.receive(text));
  await receiver.subscribe(channel);
  // ioredis subscribes anew by itself; its answer to this one says that that is done.
  receiver.on('ready', () => {
    receiver.subscribe(channel).then(
      () => relay.tellGap(),
      () => undefined,
    ); // lost again: there will be another 'ready'
  });
  const heartbeat = setInterval(() => {
    if (receiver.status === 'ready') receiver.ping().catch(() => undefined); // told by its 'error'
  }, HEARTBEAT_MS).unref();
  return {
    publish: (event) => relay.publish(event),
    subscribe: (listener, onGap) => relay.subscribe(listener, onGap),
    async close() {
      clearInterval(heartbeat);
      await relay.close();
      sender.disconnect();
      receiver.disconnect();
    },
  };
}
