import { AppError } from '../../kernel/app-error.ts';

/** What ioredis says to commands that wait for a connection: by class, or in words. */
const WORDS = /^(Connection is closed|Stream isn't writeable)/;

/** AppError REDIS_UNREACHABLE when an error of any command means that Redis is away; else undefined. */
export function asRedisOutage(error: unknown): AppError | undefined {
  if (!(error instanceof Error) || error instanceof AppError) return undefined;
  if (error.name !== 'MaxRetriesPerRequestError' && !WORDS.test(error.message)) return undefined;
  return new AppError('REDIS_UNREACHABLE', {
    message: 'Redis cannot be reached just now.',
    retry: 'later',
    cause: error,
  });
}
