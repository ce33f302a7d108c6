/** What somebody may be, from the most to the least. */
export const ROLES = ['admin', 'instructor', 'student'] as const;

/** One of them. */
export type Role = (typeof ROLES)[number];

/** Somebody who signed in. */
export interface Person {
  readonly kind: 'person';
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  /** The session that this request belongs to. */
  readonly sessionId: string;
}

/** A program that sent a key; it acts with the key's role. The one from LECTERN_API_KEY has the id `environment`. */
export interface ApiKey {
  readonly kind: 'key';
  readonly id: string;
  readonly name: string;
  readonly role: Role;
}

/** Who asks. */
export type Principal = Person | ApiKey | { readonly kind: 'anonymous' };

/** Nobody in particular. */
export const ANONYMOUS: Principal = { kind: 'anonymous' };
