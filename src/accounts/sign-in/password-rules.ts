import { AppError } from '../../kernel/app-error.ts';

/** Longer ones would only cost time. */
const PASSWORD_LENGTH = { min: 10, max: 128 } as const;

/** Throws AppError PASSWORD_UNSUITABLE for one that is too short, too long, or the person's own e-mail or name. */
export function requireSuitablePassword(
  password: string,
  person: { readonly email: string; readonly name: string },
): void {
  const { min, max } = PASSWORD_LENGTH;
  const { length } = password;
  if (length < min || length > max) throw unsuitable(`has ${length} characters, wanted ${min} to ${max}`);
  const plain = password.trim().toLowerCase();
  const [user = ''] = person.email.split('@');
  const own = [person.email, user, person.name].map((text) => text.trim().toLowerCase());
  if (own.includes(plain)) throw unsuitable('is the name or e-mail of the account');
  if (new Set(plain).size < 4) throw unsuitable('repeats the same few characters');
}

function unsuitable(why: string): AppError {
  return new AppError('PASSWORD_UNSUITABLE', { message: `The password ${why}.` });
}
