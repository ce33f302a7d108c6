import { Redis, type RedisOptions } from 'ioredis';

import { addressOf } from '../../kernel/address-of.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { Logger } from '../../kernel/logger.ts';

const CONNECT_TIMEOUT_MS = 10_000;
const LONGEST_PAUSE_MS = 2_000;

/**
 * A connection to the Redis at `url` that is there and makes itself anew when it is lost, for ever.
 *
 * Throws AppError REDIS_UNREACHABLE when the first try fails.
 */
export async function connectRedis(url: string, logger: Logger, options: RedisOptions = {}): Promise<Redis> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    connectionName: 'lectern',
    retryStrategy: (tries) => Math.min(tries * 100, LONGEST_PAUSE_MS),
    ...options,
  });
  let reason = 'no answer';
  let isKnownLost = true;
  redis.on('error', (error: Error) => {
    reason = error.message;
    if (!isKnownLost) logger.warn({ err: error }, 'lost the connection to Redis');
    isKnownLost = true;
  });
  redis.on('ready', () => (isKnownLost = false));
  try {
    await redis.connect();
  } catch (cause) {
    redis.disconnect();
    const message = `Redis at ${addressOf(url)} cannot be reached: ${reason}.`;
    throw new AppError('REDIS_UNREACHABLE', { message, retry: 'later', cause });
  }
  return redis;
}
