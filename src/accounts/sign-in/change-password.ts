import { AppError } from '../../kernel/app-error.ts';
import type { AccountsContext, Origin } from '../accounts-context.ts';
import type { Person } from '../principal.ts';
import { requireSuitablePassword } from './password-rules.ts';
import { TooManyAttempts } from './too-many-attempts.ts';

/**
 * Somebody's own new password; ends all their sessions but this one.
 *
 * Throws AppError PASSWORD_WRONG, PASSWORD_UNSUITABLE or TOO_MANY_ATTEMPTS.
 */
export async function changePassword(
  context: AccountsContext,
  person: Person,
  change: { readonly currentPassword: string; readonly newPassword: string },
  origin: Origin,
): Promise<void> {
  const seconds = context.limits.signInByAccount.take(person.email);
  if (seconds > 0) throw new TooManyAttempts(seconds);
  const hash = await context.people.passwordHash(person.id);
  const isRight = hash !== undefined && (await context.passwords.verify(change.currentPassword, hash));
  if (!isRight) throw new AppError('PASSWORD_WRONG', { message: 'The current password is not that one.' });
  context.limits.signInByAccount.clear(person.email);
  requireSuitablePassword(change.newPassword, person);
  await context.people.setPasswordHash(person.id, await context.passwords.hash(change.newPassword));
  await context.sessions.end(person.id, { except: person.sessionId });
  const subject = { kind: 'person', id: person.id, name: person.name };
  await context.audit.record({ actor: person, action: 'password.change', subject, ipAddress: origin.ipAddress });
}
