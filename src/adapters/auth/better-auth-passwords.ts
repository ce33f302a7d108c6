import { randomBytes } from 'node:crypto';

import { betterAuth } from 'better-auth';
import { APIError } from 'better-auth/api';
import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import { hashPassword, verifyPassword } from 'better-auth/crypto';
import { pgTable, text, timestamp } from 'drizzle-orm/pg-core';

import type { Passwords } from '../../accounts/sign-in/passwords.ts';
import { newId } from '../../kernel/ids.ts';
import type { Database } from '../database/database.ts';
import { credentials, people, sessions } from '../database/schema/index.ts';

/** Header by which the caller's address reaches the library; it never sees the request itself. */
const ADDRESS_HEADER = 'x-lectern-address';
/** The library insists on knowing this table. Nothing is kept in it, so it does not exist: links are our own. */
const verification = pgTable('verifications', {
  id: text().primaryKey(),
  identifier: text().notNull(),
  value: text().notNull(),
  expiresAt: timestamp().notNull(),
  createdAt: timestamp().notNull(),
  updatedAt: timestamp().notNull(),
});
/** One takes about 0.1 s of a thread that reads and writes files, too: more at once would hold up playback. */
const HASHES_AT_ONCE = 2;

/**
 * Passwords (scrypt) and new sessions by better-auth. Its own routes and cookies are not used: what a session may do, how
 * it is looked up and how it ends is `accounts/sign-in`.
 */
export function createBetterAuthPasswords(
  db: Database,
  { sessionLifeMs }: { readonly sessionLifeMs: number },
): Passwords {
  const gate = createGate(HASHES_AT_ONCE);
  const hash = async (password: string): Promise<string> => await gate(async () => await hashPassword(password));
  const verify = async (password: string, hashed: string): Promise<boolean> =>
    await gate(async () => await verifyPassword({ hash: hashed, password }));
  const auth = betterAuth({
    baseURL: 'http://localhost',
    // Signs its cookies, which nobody gets.
    secret: randomBytes(32).toString('base64url'),
    database: drizzleAdapter(db, {
      provider: 'pg',
      schema: { user: people, session: sessions, account: credentials, verification },
    }),
    session: { fields: { userId: 'personId' }, expiresIn: sessionLifeMs / 1000 },
    account: { fields: { userId: 'personId' } },
    emailAndPassword: {
      enabled: true,
      password: { hash, verify: async ({ hash: hashed, password }) => await verify(password, hashed) },
    },
    advanced: { database: { generateId: () => newId() }, ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] } },
    logger: { disabled: true },
    telemetry: { enabled: false },
    rateLimit: { enabled: false }, // `accounts/sign-in` counts
  });
  return {
    hash,
    verify,
    async openSession({ email, password, ipAddress, userAgent }) {
      const headers = new Headers({ [ADDRESS_HEADER]: ipAddress, 'user-agent': userAgent });
      try {
        const { token, user } = await auth.api.signInEmail({ body: { email, password }, headers });
        return { personId: user.id, token };
      } catch (error) {
        if (error instanceof APIError && error.statusCode < 500) return undefined;
        throw error;
      }
    },
  };
}

/** Lets so many run at a time; the others wait in order. */
function createGate(size: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: Array<() => void> = [];
  let running = 0;
  return async (work) => {
    if (running >= size) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      // Whoever waited takes this place.
      if (next) next();
      else running -= 1;
    }
  };
}
