import { createHash, timingSafeEqual } from 'node:crypto';

import { type ApiKey, ANONYMOUS, type Person, type Principal } from './principal.ts';

/** What a request brings to say who asks. */
export interface Credentials {
  /** Of `Authorization: Bearer …`. */
  readonly bearer?: string;
  /** Of the session's cookie. */
  readonly sessionToken?: string;
}

/** Tells who asks; whoever cannot be told is anonymous. */
export type Identify = (credentials: Credentials) => Promise<Principal>;

/** Where people and keys are looked up. */
export interface IdentitySources {
  /** LECTERN_API_KEY. */
  readonly environmentKey?: string | undefined;
  readonly findKey: (secret: string) => Promise<ApiKey | undefined>;
  readonly findPerson: (sessionToken: string) => Promise<Person | undefined>;
}

/** A key counts before a cookie: a program that sends one means it. */
export function createIdentify({ environmentKey, findKey, findPerson }: IdentitySources): Identify {
  const isEnvironmentKey = environmentKey === undefined ? () => false : createSecretCheck(environmentKey);
  return async ({ bearer, sessionToken }) => {
    if (bearer !== undefined) {
      if (isEnvironmentKey(bearer)) return ENVIRONMENT_KEY;
      return (await findKey(bearer)) ?? ANONYMOUS;
    }
    return (sessionToken === undefined ? undefined : await findPerson(sessionToken)) ?? ANONYMOUS;
  };
}

/** Whoever has LECTERN_API_KEY. */
export const ENVIRONMENT_KEY: ApiKey = { kind: 'key', id: 'environment', name: 'LECTERN_API_KEY', role: 'admin' };

/** Compares in a time that tells nothing of where two texts differ, or of their lengths. */
function createSecretCheck(secret: string): (given: string) => boolean {
  const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();
  const wanted = hashOf(secret);
  return (given) => timingSafeEqual(hashOf(given), wanted);
}
