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
