import { ENVIRONMENT_KEY } from '../../accounts/identify.ts';
import type { Database } from '../../adapters/database/database.ts';
import { createApiKeyStore } from '../../adapters/database/stores/accounts/api-key-store.ts';
import { createPersonStore } from '../../adapters/database/stores/accounts/person-store.ts';
import type { WorkContext } from '../../pipeline/work/work-context.ts';

/** Looks up whose limits a person or key has; roles change, so it is asked each time. */
export function openUploaderKind(db: Database): WorkContext['uploaderKind'] {
  const people = createPersonStore(db);
  const apiKeys = createApiKeyStore(db);
  return async (ownerId) => {
    // Before there were accounts, whoever reached the server was its operator.
    if (ownerId === undefined || ownerId === ENVIRONMENT_KEY.id) return 'administrator';
    const owner = (await people.find(ownerId)) ?? (await apiKeys.find(ownerId));
    return owner?.role === 'admin' ? 'administrator' : 'instructor';
  };
}
