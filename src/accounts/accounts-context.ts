import type { Logger } from '../kernel/logger.ts';
import type { Clock } from '../ports/clock.ts';
import type { Mailer } from '../ports/mailer.ts';
import type { ApiKeyStore } from './api-keys/api-key-store.ts';
import type { AttemptLimit } from './attempt-limit.ts';
import type { AuditLog } from './audit-log.ts';
import type { Invitation, InvitationStore } from './invitations/invitation-store.ts';
import type { PersonRecord, PersonStore } from './people/person-store.ts';
import type { PasswordLinkStore } from './sign-in/password-link-store.ts';
import type { Passwords } from './sign-in/passwords.ts';
import type { Sessions } from './sign-in/sessions.ts';

/** Told when somebody has accepted an invitation: training enrols them in its courses. Awaited before the answer. */
export type OnInvitationAccepted = (person: PersonRecord, invitation: Invitation) => Promise<void>;

/** What everything about accounts stands on. */
export interface AccountsContext {
  readonly people: PersonStore;
  readonly passwords: Passwords;
  readonly sessions: Sessions;
  readonly passwordLinks: PasswordLinkStore;
  readonly invitations: InvitationStore;
  readonly apiKeys: ApiKeyStore;
  readonly audit: AuditLog;
  /** Absent: no SMTP server is set, links are handed on by people. */
  readonly mailer?: Mailer;
  /** Makes the tokens of invitations: who sent one sees its link again. */
  readonly linkSecret: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: {
    readonly signInByAddress: AttemptLimit;
    readonly signInByAccount: AttemptLimit;
    readonly resetByAddress: AttemptLimit;
    readonly resetByAccount: AttemptLimit;
  };
  /** Whoever wants to hear adds itself while the server is put together. */
  readonly onInvitationAccepted: OnInvitationAccepted[];
}

/** Where a request came from, for limits and the audit log. */
export interface Origin {
  readonly ipAddress: string;
  readonly userAgent: string;
  /** Address of this server as links name it, such as `https://learn.example`. */
  readonly publicUrl: string;
}
