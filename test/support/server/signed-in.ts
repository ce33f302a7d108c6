import { TEST_ADMIN } from './admin.ts';

/** The cookie of a new session, for a browser: `{ storageState: await signedIn(url) }`. */
export async function signedIn(url: string, who: { email: string; password: string } = TEST_ADMIN) {
  const answer = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(who),
  });
  const [, name, value] = /^(\w+)=(\w+)/.exec(answer.headers.getSetCookie()[0] ?? '') ?? [];
  if (!name || !value) throw new Error(`sign-in as ${who.email}: ${answer.status} ${await answer.text()}`);
  const { hostname } = new URL(url);
  const options = { expires: -1, httpOnly: true, secure: false, sameSite: 'Lax' as const };
  return { cookies: [{ name, value, domain: hostname, path: '/', ...options }], origins: [] };
}
