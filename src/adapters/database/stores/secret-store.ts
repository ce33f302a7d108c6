import { randomBytes } from 'node:crypto';

import { eq } from 'drizzle-orm';

import type { Database } from '../database.ts';
import { secrets } from '../schema/index.ts';

/** A random secret (256 bits) kept in the tables under a name; made at the first call. Servers that share them get the same. */
export async function readOrMakeSecret(db: Database, name: string): Promise<string> {
  const value = randomBytes(32).toString('base64url');
  await db.insert(secrets).values({ name, value }).onConflictDoNothing();
  const [row] = await db.select().from(secrets).where(eq(secrets.name, name));
  return row?.value ?? value;
}
