import type { Principal } from '../accounts/principal.ts';

/** Somebody as training shows them. */
export interface KnownPerson {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly lastSeenAt?: Date;
  /** An instructor or administrator whose account is active. */
  readonly mayTeach: boolean;
}

/** Somebody who was asked to come. */
export interface InvitedPerson {
  readonly email: string;
  /** Page on which they accept. */
  readonly url: string;
}

/** All that training asks of accounts beside the rules; `main` joins them. */
export interface PeopleDirectory {
  /** Those that exist, in one question. */
  byIds(ids: readonly string[]): Promise<Map<string, KnownPerson>>;
  /** Those that exist, by address in lower case, in one question. */
  byEmails(emails: readonly string[]): Promise<Map<string, KnownPerson>>;
  /** Invites students; who accepts is enrolled in the courses. `publicUrl`: address of this server, for links. */
  invite(
    inviter: Principal,
    emails: readonly string[],
    courseIds: readonly string[],
    publicUrl: string,
  ): Promise<InvitedPerson[]>;
}
