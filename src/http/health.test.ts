import Fastify from 'fastify';
import { expect, it, onTestFinished, vi } from 'vitest';

import { type ReadinessChecks, registerHealth } from './health.ts';

const askReady = async (checks: ReadinessChecks, headers: Record<string, string> = {}, isDraining = false) => {
  const app = Fastify();
  app.decorateRequest('principal', { getter: () => ({ kind: 'anonymous' as const }) });
  registerHealth(app, checks, { isDraining });
  await app.ready();
  return app.inject({ url: '/readyz', headers });
};

it('says which of its stores is away, and why', async () => {
  const answer = await askReady({
    database: () => Promise.resolve(),
    s3: () => Promise.reject(new Error('connection refused')),
  });
  expect(answer.statusCode).toBe(503);
  expect(answer.headers['cache-control']).toBe('no-store');
  expect(answer.json()).toEqual({ ok: false, checks: { database: 'ok', s3: 'connection refused' } });
});

it('is not ready from the moment on in which it was told to stop', async () => {
  const answer = await askReady({ database: () => Promise.resolve() }, {}, true);
  expect(answer.statusCode).toBe(503);
  expect(answer.json()).toEqual({ ok: false, checks: { database: 'ok', stopping: 'it was told to stop' } });
});

it('keeps the reasons from strangers, not what is away', async () => {
  const checks = {
    database: () => Promise.resolve(),
    s3: () => Promise.reject(new Error('bucket at 10.0.0.7 refused')),
  };
  const answer = await askReady(checks, { 'x-forwarded-for': '192.0.2.1' });
  expect(answer.statusCode).toBe(503);
  expect(answer.json()).toEqual({ ok: false, checks: { database: 'ok', s3: 'not well' } });
});

it('waits for no store longer than 3 s', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  let asked: () => void = () => undefined;
  const isAsked = new Promise<void>((resolve) => (asked = resolve));
  const answer = askReady({
    redis: () => {
      asked();
      return new Promise(() => undefined);
    },
  });
  await isAsked;
  await vi.advanceTimersByTimeAsync(3_000);
  expect((await answer).json()).toEqual({ ok: false, checks: { redis: 'no answer within 3 s' } });
});
