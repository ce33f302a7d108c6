/** LECTERN_API_KEY of every server that tests start. */
export const TEST_API_KEY = 'key-of-the-tests-0123456789';

/** Whom the first start makes an administrator, there. */
export const TEST_ADMIN = { email: 'admin@school.example', password: 'a password of the tests' };

/** Settings of every server that tests start. */
export const ADMIN_SETTINGS = {
  LECTERN_API_KEY: TEST_API_KEY,
  LECTERN_ADMIN_EMAIL: TEST_ADMIN.email,
  LECTERN_ADMIN_PASSWORD: TEST_ADMIN.password,
};

/** What a request sends to be an administrator's. */
export const AS_ADMIN: Readonly<Record<string, string>> = { authorization: `Bearer ${TEST_API_KEY}` };

/** `fetch` as an administrator's program. */
export async function adminFetch(url: string | URL, init: RequestInit = {}): Promise<Response> {
  return await fetch(url, { ...init, headers: { ...AS_ADMIN, ...(init.headers as Record<string, string>) } });
}

/**
 * Asks the API as an administrator's program: `path` is what follows `/api/v1`. Answers what came back; an empty object for an
 * answer without a body. Throws with the server's words when it refuses.
 */
export async function askAsAdmin<Answer>(url: string, method: string, path: string, body?: unknown): Promise<Answer> {
  const sent = body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const answer = await adminFetch(`${url}/api/v1${path}`, { method, ...sent });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return JSON.parse(text === '' ? '{}' : text) as Answer;
}
