import { newId } from '../../kernel/ids.ts';
import type { AccountsContext } from '../accounts-context.ts';
import { requireSuitablePassword } from '../sign-in/password-rules.ts';
import { normalEmail } from './person-store.ts';

const DEFAULT_EMAIL = 'admin@lectern.local';

/** Who was made; the password is there when it was invented here, to be shown once. */
export interface FirstAdministrator {
  readonly email: string;
  readonly password?: string;
}

/**
 * Makes an administrator where nobody has an account yet; undefined: somebody has.
 *
 * Throws AppError PASSWORD_UNSUITABLE for a given password that breaks the rules.
 */
export async function makeFirstAdministrator(
  { people, passwords, audit }: Pick<AccountsContext, 'people' | 'passwords' | 'audit'>,
  given: { readonly email?: string | undefined; readonly password?: string | undefined },
): Promise<FirstAdministrator | undefined> {
  if (!(await people.isEmpty())) return undefined;
  const email = normalEmail(given.email ?? DEFAULT_EMAIL);
  const name = 'Administrator';
  const password = given.password ?? newId();
  requireSuitablePassword(password, { email, name });
  const hash = await passwords.hash(password);
  const person = await people.create({ id: newId(), name, email, role: 'admin' });
  await people.setPasswordHash(person.id, hash);
  const subject = { kind: 'person', id: person.id, name };
  await audit.record({ actor: 'system', action: 'person.create', subject, detail: { role: 'admin' } });
  return { email, ...(given.password === undefined && { password }) };
}
