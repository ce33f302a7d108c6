import type { FastifyInstance } from 'fastify';

import type { AccountRoutes } from './account-routes.ts';
import { registerApiKeys } from './api-keys.ts';
import { registerAuditLog } from './audit-log.ts';
import { registerInvitations } from './invitations.ts';
import { registerMe } from './me.ts';
import { registerPasswordResets } from './password-resets.ts';
import { registerPeople } from './people.ts';
import { registerSession } from './session.ts';

/** Sign-in, one's own account, and the people of this place. */
export function registerAccounts(api: FastifyInstance, routes: AccountRoutes): void {
  registerSession(api, routes);
  registerMe(api, routes);
  registerPasswordResets(api, routes);
  registerPeople(api, routes);
  registerInvitations(api, routes);
  registerApiKeys(api, routes);
  registerAuditLog(api, routes);
}
