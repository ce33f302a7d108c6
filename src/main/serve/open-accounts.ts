import { createHmac } from 'node:crypto';

import type { AccountsContext } from '../../accounts/accounts-context.ts';
import { asPrincipal, findApiKey } from '../../accounts/api-keys/api-keys.ts';
import { AttemptLimit } from '../../accounts/attempt-limit.ts';
import { createIdentify, ENVIRONMENT_KEY, type Identify } from '../../accounts/identify.ts';
import { invite } from '../../accounts/invitations/invitations.ts';
import { type FirstAdministrator, makeFirstAdministrator } from '../../accounts/people/first-administrator.ts';
import type { Principal } from '../../accounts/principal.ts';
import { Sessions } from '../../accounts/sign-in/sessions.ts';
import { createBetterAuthPasswords } from '../../adapters/auth/better-auth-passwords.ts';
import type { Database } from '../../adapters/database/database.ts';
import { createApiKeyStore } from '../../adapters/database/stores/accounts/api-key-store.ts';
import { createAuditLog } from '../../adapters/database/stores/accounts/audit-log.ts';
import { createInvitationStore } from '../../adapters/database/stores/accounts/invitation-store.ts';
import { createPasswordLinkStore } from '../../adapters/database/stores/accounts/password-link-store.ts';
import { createPersonStore } from '../../adapters/database/stores/accounts/person-store.ts';
import { createSessionStore } from '../../adapters/database/stores/accounts/session-store.ts';
import { createSmtpMailer } from '../../adapters/mailer/smtp-mailer.ts';
import type { Config } from '../../config/settings.ts';
import type { AccountRoutes } from '../../http/accounts/account-routes.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { Logger } from '../../kernel/logger.ts';
import type { TrainingAccounts } from '../training/open-training.ts';
import type { Clock } from '../../ports/clock.ts';

const HOUR_MS = 3_600_000;
const QUARTER_MS = HOUR_MS / 4;
const DAY_MS = 24 * HOUR_MS;

/** People, sessions, keys and the audit log, put together. */
export interface OpenAccounts {
  readonly context: AccountsContext;
  readonly routes: Omit<AccountRoutes, 'mayEditCourses'>;
  readonly identify: Identify;
  /** Who a session or key belongs to now; undefined: it has ended, or its person is not active any more. */
  readonly principalOf: (holder: {
    readonly kind: 'session' | 'key';
    readonly id: string;
  }) => Promise<Principal | undefined>;
  /** What courses need of people. */
  readonly forTraining: TrainingAccounts;
  /** Who was made because nobody had an account; the password is to be shown once. */
  readonly firstAdministrator?: FirstAdministrator;
  close(): void;
}

/** `secret`: see `installationSecret`. Throws AppError PASSWORD_UNSUITABLE of LECTERN_ADMIN_PASSWORD. */
export async function openAccounts(options: {
  readonly config: Config;
  readonly db: Database;
  readonly secret: string;
  readonly clock: Clock;
  readonly logger: Logger;
}): Promise<OpenAccounts> {
  const { config, db, clock, logger } = options;
  const sessionLifeMs = config.sessionDays * DAY_MS;
  const apiKeys = createApiKeyStore(db);
  const sessions = new Sessions({ store: createSessionStore(db), clock, lifeMs: sessionLifeMs });
  const { smtpUrl, mailFrom } = config;
  const context: AccountsContext = {
    people: createPersonStore(db),
    passwords: createBetterAuthPasswords(db, { sessionLifeMs }),
    sessions,
    passwordLinks: createPasswordLinkStore(db),
    invitations: createInvitationStore(db),
    apiKeys,
    audit: createAuditLog(db),
    ...(smtpUrl !== undefined &&
      mailFrom !== undefined && { mailer: createSmtpMailer({ url: smtpUrl, from: mailFrom }) }),
    linkSecret: createHmac('sha256', options.secret).update('links').digest('base64url'),
    clock,
    logger,
    limits: {
      // A whole class may sign in from one address; only wrong passwords count.
      signInByAddress: new AttemptLimit(clock, { tries: 50, windowMs: QUARTER_MS }),
      signInByAccount: new AttemptLimit(clock, { tries: 10, windowMs: QUARTER_MS }),
      resetByAddress: new AttemptLimit(clock, { tries: 20, windowMs: HOUR_MS }),
      resetByAccount: new AttemptLimit(clock, { tries: 3, windowMs: HOUR_MS }),
    },
    onInvitationAccepted: [],
  };
  const firstAdministrator = await makeFirstAdministrator(context, {
    email: config.adminEmail,
    password: config.adminPassword,
  });
  const removeExpired = (): void => {
    sessions.removeExpired().catch((error: unknown) => logger.warn({ err: error }, 'could not remove old sessions'));
  };
  const stopUpkeep = clock.every(HOUR_MS, removeExpired);
  const { apiKey: environmentKey } = config;
  return {
    context,
    routes: { context, publicUrl: config.publicUrl, sessionLifeMs },
    identify: createIdentify({
      environmentKey,
      findKey: async (secret) => await findApiKey(context, secret),
      findPerson: async (token) => await sessions.findByToken(token),
    }),
    async principalOf({ kind, id }) {
      if (kind === 'session') return await sessions.findById(id);
      if (id === ENVIRONMENT_KEY.id) return environmentKey === undefined ? undefined : ENVIRONMENT_KEY;
      const key = await apiKeys.find(id);
      return key && asPrincipal(key);
    },
    forTraining: {
      people: context.people,
      audit: context.audit,
      async invite(inviter, emails, courseIds, publicUrl) {
        if (inviter.kind === 'anonymous') return [];
        const origin = { ipAddress: '', userAgent: '', publicUrl };
        const invited = [];
        for (const email of emails) {
          const asked = invite(context, { email, role: 'student', courseIds }, inviter, origin);
          // Invited by somebody else: they are added when they have an account. The others are invited all the same.
          const invitation = await asked.catch((error: unknown) => {
            if (error instanceof AppError && error.code === 'INVITATION_WAITS') return undefined;
            throw error;
          });
          if (invitation) invited.push(invitation);
        }
        return invited;
      },
    },
    ...(firstAdministrator && { firstAdministrator }),
    close: stopUpkeep,
  };
}
