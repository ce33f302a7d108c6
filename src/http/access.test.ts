import Fastify, { type FastifyInstance } from 'fastify';
import { expect, it, onTestFinished } from 'vitest';

import { createIdentify } from '../accounts/identify.ts';
import { declareAccess, requireAccess, SESSION_COOKIE } from './access.ts';
import { createErrorHandler } from './errors.ts';
import { silentLogger } from '../kernel/logger.ts';

const KEY = 'a-key-of-the-environment';

function newApp(): FastifyInstance {
  const app = Fastify();
  onTestFinished(async () => await app.close());
  app.setErrorHandler(createErrorHandler(silentLogger()));
  requireAccess(
    app,
    createIdentify({
      environmentKey: KEY,
      findKey: async (secret) =>
        secret === 'upload-key' ? { kind: 'key', id: '1', name: 'uploads', role: 'instructor' } : undefined,
      findPerson: async (token) =>
        token === 'token-of-ann'
          ? { kind: 'person', id: '2', name: 'Ann', email: 'ann@school.example', role: 'student', sessionId: '3' }
          : undefined,
    }),
  );
  return app;
}

it('does not start with a route that forgot to say who may call it', async () => {
  const app = newApp();
  expect(() => app.get('/forgotten', () => 'x')).toThrow(/GET \/forgotten declares no access/);
  await app.register(async (scope) => {
    declareAccess(scope, 'admin');
    await scope.register(async (nested) => void nested.get('/nested', () => 'x'));
  });
  expect(() => app.get('/beside', () => 'x')).toThrow(/declares no access/);
  expect((await app.inject('/nested')).statusCode).toBe(401);
});

it('asks the anonymous to sign in, and refuses those who may not', async () => {
  const app = newApp();
  const levels = ['anyone', 'signed-in', 'instructor', 'admin'] as const;
  for (const access of levels) app.get(`/${access}`, { config: { access } }, ({ principal }) => principal);
  const table: Array<[headers: Record<string, string>, statuses: number[]]> = [
    [{}, [200, 401, 401, 401]],
    [{ authorization: `Bearer ${KEY}` }, [200, 200, 200, 200]],
    [{ authorization: `bearer ${KEY}` }, [200, 200, 200, 200]],
    [{ authorization: 'Bearer upload-key' }, [200, 200, 200, 403]],
    [{ authorization: `Bearer ${KEY}x` }, [200, 401, 401, 401]],
    [{ authorization: `Basic ${KEY}` }, [200, 401, 401, 401]],
    [{ cookie: `a=b; ${SESSION_COOKIE}=token-of-ann` }, [200, 200, 403, 403]],
    [{ cookie: `${SESSION_COOKIE}=token-of-bob` }, [200, 401, 401, 401]],
    [{ cookie: `${SESSION_COOKIE}=token-of-ann`, authorization: 'Bearer wrong' }, [200, 401, 401, 401]],
  ];
  for (const [headers, statuses] of table) {
    const answers = await Promise.all(levels.map(async (access) => await app.inject({ url: `/${access}`, headers })));
    expect(
      answers.map(({ statusCode }) => statusCode),
      JSON.stringify(headers),
    ).toEqual(statuses);
  }
  const refused = await app.inject('/admin');
  expect(refused.headers['www-authenticate']).toBe('Bearer');
  expect(refused.json()).toMatchObject({ error: { code: 'SIGN_IN_REQUIRED' } });
  expect((await app.inject('/nowhere')).statusCode).toBe(404);
});
