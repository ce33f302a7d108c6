import type { Pool, PoolClient } from 'pg';

import type { Logger } from '../../kernel/logger.ts';
import { createEventRelay, type SharedEventBus } from './shared-event-bus.ts';

/** PostgreSQL refuses 8,000. */
const MAX_BYTES = 7_500;
/** A connection that does not answer is taken for lost, and made anew. */
const HEARTBEAT_MS = 10_000;
const ANSWER_MS = 5_000;
const RECONNECT_MS = 250;

/**
 * An event bus over LISTEN and NOTIFY, for all processes on the same database. It keeps one connection of the pool for
 * itself. Buses of other channels (a plain SQL name) are apart.
 *
 * While that is lost, events of other processes are missed; it is made anew until `close`, and listeners are told.
 */
export async function openPostgresEventBus<Event>(
  pool: Pool,
  logger: Logger,
  channelName = 'lectern_events',
): Promise<SharedEventBus<Event>> {
  const relay = createEventRelay<Event>({
    send: async (text) => void (await pool.query('select pg_notify($1, $2)', [channelName, text])),
    maxBytes: MAX_BYTES,
    logger,
  });
  let client: PoolClient | undefined;
  let isClosed = false;

  const listen = async (): Promise<void> => {
    const fresh = await pool.connect();
    fresh.on('error', (error) => lose(fresh, error));
    fresh.on('notification', ({ channel, payload }) => {
      if (channel === channelName && payload !== undefined) relay.receive(payload);
    });
    client = fresh;
    try {
      await fresh.query(`listen ${channelName}`);
    } catch (error) {
      forget(fresh);
      throw error;
    }
    if (isClosed) forget(fresh);
  };
  /** Gives a connection back as one not to be used again: it listens. False: that was done before. */
  const forget = (lost: PoolClient): boolean => {
    if (client !== lost) return false;
    client = undefined;
    lost.release(true);
    return true;
  };
  const lose = (lost: PoolClient, error: unknown): void => {
    if (!forget(lost) || isClosed) return;
    logger.warn({ err: error }, 'lost the connection that hears events of other processes');
    void listenAgain();
  };
  const listenAgain = async (): Promise<void> => {
    while (!isClosed && !client) {
      await listen().then(
        () => relay.tellGap(),
        async () => {
          await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS).unref());
        },
      );
    }
  };
  const heartbeat = setInterval(() => {
    const current = client;
    current
      ?.query({ text: 'select 1', query_timeout: ANSWER_MS } as { text: string })
      .catch((error: unknown) => lose(current, error));
  }, HEARTBEAT_MS).unref();

  await listen();
  return {
    publish: (event) => relay.publish(event),
    subscribe: (listener, onGap) => relay.subscribe(listener, onGap),
    async close() {
      isClosed = true;
      clearInterval(heartbeat);
      if (client) forget(client);
      await relay.close();
    },
  };
}
