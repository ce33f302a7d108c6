import type { Role } from '../principal.ts';

/** Somebody who has an account. */
export interface PersonRecord {
  readonly id: string;
  readonly name: string;
  /** In lower case. */
  readonly email: string;
  readonly role: Role;
  /** False: may not sign in. What they did stays. */
  readonly isActive: boolean;
  readonly createdAt: Date;
  readonly lastSeenAt?: Date;
}

/** Which people; all conditions hold together. */
export interface PersonQuery {
  /** Part of the name or e-mail. */
  readonly search?: string;
  readonly role?: Role;
  readonly isActive?: boolean;
  readonly limit: number;
  readonly cursor?: string;
}

/** What may be changed of a person. */
export interface PersonChange {
  readonly name?: string | undefined;
  readonly role?: Role | undefined;
  readonly isActive?: boolean | undefined;
}

/** People, kept. */
export interface PersonStore {
  find(id: string): Promise<PersonRecord | undefined>;
  findByEmail(email: string): Promise<PersonRecord | undefined>;
  /** Those of the ids or e-mails that exist, in no order. */
  findMany(
    which: { readonly ids: readonly string[] } | { readonly emails: readonly string[] },
  ): Promise<PersonRecord[]>;
  /** By name, then id. */
  list(query: PersonQuery): Promise<{ readonly people: readonly PersonRecord[]; readonly nextCursor?: string }>;
  isEmpty(): Promise<boolean>;
  /** Throws AppError EMAIL_TAKEN. */
  create(person: Pick<PersonRecord, 'id' | 'name' | 'email' | 'role'>): Promise<PersonRecord>;
  /** Undefined: there is no such person. Throws AppError LAST_ADMIN rather than leaving nobody who may administer. */
  change(id: string, change: PersonChange): Promise<PersonRecord | undefined>;
  /** Undefined: no password was set yet. */
  passwordHash(id: string): Promise<string | undefined>;
  setPasswordHash(id: string, hash: string): Promise<void>;
}

/** E-mails are compared and kept in lower case. */
export function normalEmail(email: string): string {
  return email.trim().toLowerCase();
}
