import { AppError } from '../../kernel/app-error.ts';
import { newId } from '../../kernel/ids.ts';
import type { AccountsContext, Origin } from '../accounts-context.ts';
import type { Principal, Role } from '../principal.ts';
import { newPasswordUrl } from '../sign-in/password-links.ts';
import { normalEmail, type PersonChange, type PersonRecord } from './person-store.ts';

/** Who does it, and from where. */
export interface Doer {
  readonly actor: Principal | 'system';
  readonly origin: Pick<Origin, 'publicUrl'> & Partial<Origin>;
}

/** Makes an account without a password, and the link by which its person chooses one. Throws AppError EMAIL_TAKEN. */
export async function createPerson(
  context: AccountsContext,
  given: { readonly name: string; readonly email: string; readonly role: Role },
  doer: Doer,
): Promise<{ readonly person: PersonRecord; readonly passwordUrl: string }> {
  const person = await context.people.create({ ...given, id: newId(), email: normalEmail(given.email) });
  await recordOf(context, doer, 'person.create', person, { role: person.role });
  return { person, passwordUrl: await newPasswordUrl(context, person.id, doer.origin.publicUrl) };
}

/**
 * Changes somebody's name, role, or whether they may sign in. Who may no more is signed out at once, everywhere.
 *
 * Throws AppError PERSON_NOT_FOUND or LAST_ADMIN.
 */
export async function changePerson(
  context: AccountsContext,
  id: string,
  change: PersonChange,
  doer: Doer,
): Promise<PersonRecord> {
  const person = await context.people.change(id, change);
  if (!person) throw personNotFound(id);
  context.sessions.forget();
  if (change.isActive === false) await context.sessions.end(id);
  const action = change.isActive === undefined ? 'change' : change.isActive ? 'activate' : 'deactivate';
  await recordOf(context, doer, `person.${action}`, person, { ...change });
  return person;
}

/** A link by which somebody may choose a new password, for an administrator to hand on. Throws AppError PERSON_NOT_FOUND. */
export async function passwordUrlFor(context: AccountsContext, id: string, doer: Doer): Promise<string> {
  const person = await context.people.find(id);
  if (!person) throw personNotFound(id);
  await recordOf(context, doer, 'password.link', person);
  return await newPasswordUrl(context, id, doer.origin.publicUrl);
}

/** Signs somebody out everywhere. Throws AppError PERSON_NOT_FOUND. */
export async function endSessionsOf(context: AccountsContext, id: string, doer: Doer): Promise<void> {
  const person = await context.people.find(id);
  if (!person) throw personNotFound(id);
  const ended = await context.sessions.end(id);
  await recordOf(context, doer, 'session.end', person, { ended });
}

/** There is nobody with this id. */
export function personNotFound(id: string): AppError {
  return new AppError('PERSON_NOT_FOUND', { message: `There is no person ${id}.` });
}

async function recordOf(
  context: AccountsContext,
  { actor, origin }: Doer,
  action: string,
  person: PersonRecord,
  detail?: Readonly<Record<string, unknown>>,
): Promise<void> {
  await context.audit.record({
    ...{ actor, action, subject: { kind: 'person', id: person.id, name: person.name } },
    ...(detail && { detail }),
    ...(origin.ipAddress !== undefined && { ipAddress: origin.ipAddress }),
  });
}
