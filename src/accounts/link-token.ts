import { createHash, randomBytes } from 'node:crypto';

/** A secret that is handed out once (in a link, or as a key): 256 random bits, safe in addresses. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is kept of it: whoever reads the tables cannot use it. */
export function hashOfToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
