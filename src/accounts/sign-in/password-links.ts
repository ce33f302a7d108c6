import { AppError } from '../../kernel/app-error.ts';
import { newId } from '../../kernel/ids.ts';
import type { AccountsContext, Origin } from '../accounts-context.ts';
import { clientNetwork } from '../client-network.ts';
import { hashOfToken, newToken } from '../link-token.ts';
import { passwordMail } from '../mails.ts';
import { normalEmail, type PersonRecord } from '../people/person-store.ts';
import { requireSuitablePassword } from './password-rules.ts';
import { TooManyAttempts } from './too-many-attempts.ts';

const HOUR_MS = 3_600_000;
/** By mail: it is read at once. */
const MAILED_LIFE_MS = HOUR_MS;
/** Handed on by a person. */
const HANDED_LIFE_MS = 72 * HOUR_MS;

/** A new link by which somebody may choose a password, once, within 72 h. Ends the link they had before. */
export async function newPasswordUrl(
  context: Pick<AccountsContext, 'passwordLinks' | 'clock'>,
  personId: string,
  publicUrl: string,
  lifeMs = HANDED_LIFE_MS,
): Promise<string> {
  const token = newToken();
  const expiresAt = new Date(context.clock.nowMs() + lifeMs);
  await context.passwordLinks.save({ id: newId(), personId, tokenHash: hashOfToken(token), expiresAt });
  return `${publicUrl}/reset-password/${token}`;
}

/**
 * Mails a link to whoever has this e-mail. Whoever asks learns nothing of who has an account.
 *
 * Throws AppError TOO_MANY_ATTEMPTS when one address asks often.
 */
export async function requestReset(context: AccountsContext, givenEmail: string, origin: Origin): Promise<void> {
  const email = normalEmail(givenEmail);
  const seconds = context.limits.resetByAddress.take(clientNetwork(origin.ipAddress));
  if (seconds > 0) throw new TooManyAttempts(seconds);
  const { mailer, people, limits, logger } = context;
  // Nobody's letter box is filled by others.
  if (mailer === undefined || limits.resetByAccount.take(email) > 0) return;
  const person = await people.findByEmail(email);
  if (!person?.isActive) return;
  const url = await newPasswordUrl(context, person.id, origin.publicUrl, MAILED_LIFE_MS);
  // Not awaited: the time of the answer would tell that there is an account.
  mailer.send(passwordMail(person, url)).catch((error: unknown) => {
    logger.error({ err: error, personId: person.id }, 'could not mail a link for a new password');
  });
}

/** Whose link this is. Throws AppError LINK_EXPIRED. */
export async function readPasswordLink(context: AccountsContext, token: string): Promise<PersonRecord> {
  const now = new Date(context.clock.nowMs());
  const personId = await context.passwordLinks.findPersonId(hashOfToken(token), now);
  const person = personId === undefined ? undefined : await context.people.find(personId);
  if (!person?.isActive) throw linkExpired();
  return person;
}

/** Sets the password and ends every session. Throws AppError LINK_EXPIRED or PASSWORD_UNSUITABLE (the link stays). */
export async function resetPassword(
  context: AccountsContext,
  token: string,
  password: string,
  origin: Origin,
): Promise<void> {
  const person = await readPasswordLink(context, token);
  requireSuitablePassword(password, person);
  const hash = await context.passwords.hash(password);
  const used = await context.passwordLinks.use(hashOfToken(token), new Date(context.clock.nowMs()));
  if (used === undefined) throw linkExpired();
  await context.people.setPasswordHash(person.id, hash);
  await context.sessions.end(person.id);
  context.limits.signInByAccount.clear(person.email);
  await context.audit.record({
    actor: { ...person, kind: 'person', sessionId: '' },
    action: 'password.reset',
    subject: { kind: 'person', id: person.id, name: person.name },
    ipAddress: origin.ipAddress,
  });
}

/** For links of every kind. */
export function linkExpired(): AppError {
  return new AppError('LINK_EXPIRED', { message: 'This link was used, withdrawn, or is too old.' });
}
