import type { Person } from '../principal.ts';

/** A session as its person sees it. */
export interface SessionRecord {
  readonly id: string;
  readonly userAgent?: string;
  readonly ipAddress?: string;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
}

/** A session that counts, and whose it is. */
export interface LiveSession {
  readonly person: Person;
  readonly lastSeenAt: Date;
}

/** Sessions, kept. Those of people who are not active, and those that are over, are never found. */
export interface SessionStore {
  find(by: { readonly token: string } | { readonly id: string }, now: Date): Promise<LiveSession | undefined>;
  /** Notes that its person was here; they are `lastSeenAt` from then on, too. */
  touch(id: string, seen: { readonly at: Date; readonly expiresAt: Date }): Promise<void>;
  /** Seen last first. */
  list(personId: string, now: Date): Promise<SessionRecord[]>;
  /** Answers the ids of those that ended: all of a person, or one, or all but one. */
  end(personId: string, which?: { readonly only?: string; readonly except?: string }): Promise<string[]>;
  removeExpired(now: Date): Promise<void>;
}
