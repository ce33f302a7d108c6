import { AppError } from '../../kernel/app-error.ts';
import type { AccountsContext, Origin } from '../accounts-context.ts';
import { clientNetwork } from '../client-network.ts';
import { type PersonRecord, normalEmail } from '../people/person-store.ts';
import { TooManyAttempts } from './too-many-attempts.ts';

/** Somebody who is signed in from now on, and what their cookie holds. */
export interface SignedIn {
  readonly person: PersonRecord;
  readonly token: string;
}

/**
 * Opens a session. Throws AppError SIGN_IN_FAILED (which does not tell whether the e-mail is known), ACCOUNT_DEACTIVATED
 * (to whoever knows the password only), or TOO_MANY_ATTEMPTS.
 */
export async function signIn(
  context: AccountsContext,
  credentials: { readonly email: string; readonly password: string },
  origin: Origin,
): Promise<SignedIn> {
  const { limits, passwords, people, sessions, audit } = context;
  const email = normalEmail(credentials.email);
  const { ipAddress, userAgent } = origin;
  // Counted before the password is looked at: a hundred tries at once are a hundred tries.
  takeBoth(limits, email, ipAddress);
  const opened = await passwords.openSession({ email, password: credentials.password, ipAddress, userAgent });
  const person = opened && (await people.find(opened.personId));
  if (!opened || !person) {
    const subject = { kind: 'account', id: email };
    await audit.record({ actor: { kind: 'anonymous' }, action: 'session.refuse', subject, ipAddress });
    throw new AppError('SIGN_IN_FAILED', { message: 'The e-mail or the password is wrong.' });
  }
  limits.signInByAddress.giveBack(clientNetwork(ipAddress));
  limits.signInByAccount.clear(email);
  if (!person.isActive) {
    await sessions.end(person.id);
    throw new AppError('ACCOUNT_DEACTIVATED', { message: 'This account was deactivated.' });
  }
  const actor = { ...person, kind: 'person', sessionId: '' } as const;
  const subject = { kind: 'person', id: person.id, name: person.name };
  await audit.record({ actor, action: 'session.begin', subject, ipAddress });
  return { person, token: opened.token };
}

function takeBoth(limits: AccountsContext['limits'], email: string, ipAddress: string): void {
  const seconds = limits.signInByAddress.take(clientNetwork(ipAddress)) || limits.signInByAccount.take(email);
  if (seconds > 0) throw new TooManyAttempts(seconds);
}
