import Fastify from 'fastify';
import { expect, it } from 'vitest';

import { AppError } from '../kernel/app-error.ts';
import type { ErrorCode } from '../kernel/error-codes.ts';
import { silentLogger } from '../kernel/logger.ts';
import { createErrorHandler, type OutageOf } from './errors.ts';

async function answerTo(error: Error, outageOf?: OutageOf) {
  const app = Fastify();
  app.setErrorHandler(createErrorHandler(silentLogger(), outageOf));
  app.get('/', () => Promise.reject(error));
  return await app.inject('/');
}

it.each<ErrorCode>(['S3_UNREACHABLE', 'S3_FAILED', 'DATABASE_UNREACHABLE', 'DATABASE_UNSUITABLE', 'REDIS_UNREACHABLE'])(
  'asks to come back, kept by no cache and without saying where, on %s',
  async (code) => {
    const message = 'Could not read hls/x (http://10.0.0.5:9000, bucket lessons): ECONNREFUSED.';
    const answer = await answerTo(new AppError(code, { message, retry: 'later' }));
    expect(answer.statusCode).toBe(503);
    expect(answer.headers).toMatchObject({ 'retry-after': '5', 'cache-control': 'no-store' });
    expect(answer.json()).toMatchObject({ error: { code } });
    expect(answer.body).not.toContain('10.0.0.5');
  },
);

it('takes what a driver says for an outage only where it is one', async () => {
  const outageOf: OutageOf = (error) =>
    (error as Error).message === 'no line' ? new AppError('DATABASE_UNREACHABLE', { message: 'away' }) : undefined;
  expect((await answerTo(new Error('no line'), outageOf)).statusCode).toBe(503);
  const bug = await answerTo(new Error('a bug'), outageOf);
  expect(bug.statusCode).toBe(500);
  expect(bug.json()).toMatchObject({ error: { code: 'INTERNAL' } });
  expect(bug.headers).not.toHaveProperty('retry-after');
});
