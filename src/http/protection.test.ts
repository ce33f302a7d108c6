import Fastify from 'fastify';
import { expect, it } from 'vitest';

import { silentLogger } from '../kernel/logger.ts';
import { createErrorHandler } from './errors.ts';
import { protect } from './protection.ts';

async function statusFor(listeningOn: string, headers: Record<string, string>, method: 'GET' | 'POST' = 'GET') {
  const app = Fastify();
  app.setErrorHandler(createErrorHandler(silentLogger()));
  await protect(app, listeningOn);
  app.all('/', async () => 'fine');
  return (await app.inject({ method, url: '/', headers })).statusCode;
}

it('asks for a name of this machine only while it listens for this machine only', async () => {
  const host = 'lectern.school.example';
  expect(await statusFor('127.0.0.1', { host })).toBe(403);
  expect(await statusFor('localhost', { host })).toBe(403);
  expect(await statusFor('::1', { host: '[::1]:3000' })).toBe(200);
  expect(await statusFor('0.0.0.0', { host })).toBe(200);
});

it('refuses changes from other sites wherever it listens', async () => {
  const host = 'lectern.school.example';
  expect(await statusFor('0.0.0.0', { host, origin: 'https://evil.example' }, 'POST')).toBe(403);
  expect(await statusFor('0.0.0.0', { host, origin: `https://${host}` }, 'POST')).toBe(200);
  expect(await statusFor('0.0.0.0', { host, origin: 'https://evil.example' }, 'GET')).toBe(200);
});
