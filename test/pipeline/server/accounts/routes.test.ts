import { beforeAll, describe, expect, it } from 'vitest';

import type { Access } from '../../../../src/accounts/policies.ts';
import { sessions } from '../../../../src/adapters/database/schema/index.ts';
import { declaredRoutes, SESSION_COOKIE } from '../../../../src/http/access.ts';
import { newId } from '../../../../src/kernel/ids.ts';
import type { AssembledServer } from '../../../../src/main/serve/start-server.ts';
import { assembleTestServer } from '../../../support/server/test-server.ts';
import { accessOf, KNOWN_ROUTES } from './route-access.ts';

const ROLES = ['student', 'instructor', 'admin'] as const;

let server: AssembledServer;
let origin: string;
const people = new Map<string, string>();

beforeAll(async () => {
  server = await assembleTestServer();
  origin = await server.app.listen({ host: '127.0.0.1', port: 0 });
  for (const role of ROLES) {
    const person = { id: newId(), name: role, email: `${role}@test.example`, role };
    people.set(role, (await server.accounts.context.people.create(person)).id);
  }
});

/** The cookie of a new session: a route may end the one it is asked with. */
async function newCookie(role: string): Promise<string> {
  const token = newId();
  const values = { id: newId(), personId: people.get(role) ?? '', token, expiresAt: new Date(Date.now() + 60_000) };
  await server.work.database.db.insert(sessions).values(values);
  return `${SESSION_COOKIE}=${token}`;
}

/** Whether the door is open: `in`, or what the door said. What lies behind may refuse for reasons of its own. */
async function knock(method: string, url: string, cookie: string | undefined): Promise<string> {
  const address = url.replace('v*', 'v/x').replaceAll(/:\w+/g, newId()).replace('*', 'x');
  const stop = new AbortController();
  const answer = await fetch(`${origin}${address}`, {
    method,
    signal: AbortSignal.any([stop.signal, AbortSignal.timeout(8_000)]),
    headers: cookie === undefined ? {} : { cookie },
  });
  const isRefusal = answer.status === 401 || answer.status === 403;
  const body = isRefusal && method !== 'HEAD' ? ((await answer.json()) as { error: { code: string } }) : undefined;
  stop.abort(); // event streams do not end by themselves
  if (method === 'HEAD') return isRefusal ? String(answer.status) : 'in';
  const { code } = body?.error ?? {};
  return code === 'SIGN_IN_REQUIRED' ? '401' : code === 'NOT_ALLOWED' ? '403' : 'in';
}

/** What the door says to whom, by what a route declares. */
const OPEN_TO: Record<Access, readonly string[]> = {
  anyone: ['anonymous', 'revoked', ...ROLES],
  'signed-in': ROLES,
  instructor: ['instructor', 'admin'],
  admin: ['admin'],
};

/** Behind the open door these ask for more: a token, or a video that is public. */
const REFUSED_INSIDE: Readonly<Record<string, (who: string) => string>> = {
  'HEAD /v/:token/:videoId/filled': () => '403',
  // The board shows nothing of a Redis that is not there.
  'HEAD /admin/queues/api/redis/stats': (who) => (who === 'anonymous' || who === 'revoked' ? '401' : '403'),
  'POST /api/v1/videos/:id/playback': (who) => (who === 'anonymous' || who === 'revoked' ? '401' : 'in'),
};

function wanted(access: Access, who: string): string {
  if (OPEN_TO[access].includes(who)) return 'in';
  return who === 'anonymous' || who === 'revoked' ? '401' : '403';
}

describe('every route', () => {
  it('is in the table of who may call it, and the table names no other', () => {
    const routes = declaredRoutes(server.app).map(({ method, url }) => `${method} ${url}`);
    const missing = declaredRoutes(server.app).filter(({ method, url }) => accessOf(method, url) === undefined);
    expect(missing, 'add these to route-access.ts').toEqual([]);
    expect(KNOWN_ROUTES.filter((route) => !routes.includes(route))).toEqual([]);
  });

  it.each(['anonymous', 'revoked', ...ROLES])('opens to the %s as the table says', async (who) => {
    let revoked: string | undefined;
    if (who === 'revoked') {
      revoked = await newCookie('admin');
      expect(await knock('GET', '/api/v1/people', revoked)).toBe('in');
      await server.accounts.context.sessions.end(people.get('admin') ?? '');
    }
    const wrong: string[] = [];
    for (const { method, url } of declaredRoutes(server.app)) {
      const access = accessOf(method, url);
      if (access === undefined) continue; // told by the test above
      const cookie = who === 'anonymous' ? undefined : (revoked ?? (await newCookie(who)));
      const answer = await knock(method, url, cookie);
      const expected = REFUSED_INSIDE[`${method} ${url}`]?.(who) ?? wanted(access, who);
      if (answer !== expected) wrong.push(`${method} ${url}: wanted ${expected}, got ${answer}`);
    }
    expect(wrong).toEqual([]);
  });
});
