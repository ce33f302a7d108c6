import { text } from './text.ts';

/** The server's rule, told before anything is sent. */
export const MIN_PASSWORD_LENGTH = 10;

/** What is wrong with a new password; undefined when the server may like it. */
export function passwordProblem(password: string): string | undefined {
  return Array.from(password).length < MIN_PASSWORD_LENGTH ? text.passwordShort : undefined;
}
