import { AppError } from '../../kernel/app-error.ts';
import { newId } from '../../kernel/ids.ts';
import type { AccountsContext, Origin } from '../accounts-context.ts';
import { hashOfToken, newToken } from '../link-token.ts';
import type { ApiKey, Principal, Role } from '../principal.ts';
import type { ApiKeyRecord } from './api-key-store.ts';

/** `lastUsedAt` is that exact. */
const TOUCH_EVERY_MS = 60_000;
const PREFIX_LENGTH = 12;

/** Makes a key. The secret is in the answer and nowhere else. */
export async function createApiKey(
  context: AccountsContext,
  given: { readonly name: string; readonly role: Role },
  actor: Principal,
  origin: Origin,
): Promise<{ readonly key: ApiKeyRecord; readonly secret: string }> {
  const secret = `lectern_${newToken()}`;
  const draft = { ...given, id: newId(), prefix: secret.slice(0, PREFIX_LENGTH) };
  const key = await context.apiKeys.create(draft, hashOfToken(secret));
  const subject = { kind: 'api-key', id: key.id, name: key.name };
  const { ipAddress } = origin;
  await context.audit.record({ actor, action: 'api-key.create', subject, detail: { role: key.role }, ipAddress });
  return { key, secret };
}

/** Ends a key at once. Throws AppError NOT_FOUND. */
export async function revokeApiKey(
  context: AccountsContext,
  id: string,
  actor: Principal,
  origin: Origin,
): Promise<void> {
  const key = await context.apiKeys.find(id);
  if (!key || !(await context.apiKeys.remove(id)))
    throw new AppError('NOT_FOUND', { message: `There is no key ${id}.` });
  const subject = { kind: 'api-key', id, name: key.name };
  await context.audit.record({ actor, action: 'api-key.revoke', subject, ipAddress: origin.ipAddress });
}

/** Whose secret this is; notes that it was used. */
export async function findApiKey(
  { apiKeys, clock }: Pick<AccountsContext, 'apiKeys' | 'clock'>,
  secret: string,
): Promise<ApiKey | undefined> {
  const key = await apiKeys.findBySecret(hashOfToken(secret));
  if (!key) return undefined;
  const now = clock.nowMs();
  if (now - (key.lastUsedAt?.getTime() ?? 0) >= TOUCH_EVERY_MS) await apiKeys.touch(key.id, new Date(now));
  return asPrincipal(key);
}

/** As policies see it. */
export function asPrincipal({ id, name, role }: ApiKeyRecord): ApiKey {
  return { kind: 'key', id, name, role };
}
