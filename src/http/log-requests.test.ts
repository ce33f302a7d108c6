import { Writable } from 'node:stream';

import Fastify from 'fastify';
import { expect, it } from 'vitest';

import { createLogger, type LogLevel } from '../kernel/logger.ts';
import { logRequests } from './log-requests.ts';

async function logOf(level: LogLevel, url: string): Promise<string> {
  let text = '';
  const sink = new Writable({
    write(bytes: Buffer, _encoding, done) {
      text += bytes.toString();
      done();
    },
  });
  const app = Fastify({ genReqId: () => 'the-id' });
  logRequests(app, createLogger(level, sink));
  app.get('/*', async (_request, reply) => await reply.code(204).send());
  await app.inject({ url, headers: { cookie: 'lectern_session=secret', authorization: 'Bearer secret' } });
  return text;
}

it('tells of every request with its id at level debug, and nothing that lets anybody in', async () => {
  const text = await logOf('debug', '/v/a-secret-token-of-a-viewer/x/master.m3u8?key=secret');
  expect(JSON.parse(text)).toMatchObject({
    requestId: 'the-id',
    method: 'GET',
    status: 204,
    path: '/v/[token]/x/master.m3u8',
  });
  expect(text).not.toContain('secret');
});

it('says nothing at other levels', async () => {
  expect(await logOf('info', '/healthz')).toBe('');
});
