import type { Role } from '../principal.ts';

/** Somebody who was asked to make an account. */
export interface Invitation {
  readonly id: string;
  readonly email: string;
  readonly name?: string;
  readonly role: Role;
  /** Courses they are enrolled in when they accept. */
  readonly courseIds: readonly string[];
  /** Who invited them: a person or key. */
  readonly invitedById: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly acceptedAt?: Date;
}

/** Invitations, kept. Links hold a token of which only the hash is here. */
export interface InvitationStore {
  /** Replaces one that waits for the same e-mail: its link ends, its courses are kept. */
  save(invitation: Omit<Invitation, 'acceptedAt'>, tokenHash: string): Promise<Invitation>;
  /** Newest first, at most 500; of all, or of those somebody sent. */
  list(invitedById?: string): Promise<Invitation[]>;
  find(id: string): Promise<Invitation | undefined>;
  /** One that waits and is not over. */
  findWaiting(
    by: { readonly tokenHash: string } | { readonly email: string },
    now: Date,
  ): Promise<Invitation | undefined>;
  /** Whether it was still waiting: of two who accept at once, one is told no. */
  accept(id: string, now: Date): Promise<boolean>;
  remove(id: string): Promise<boolean>;
}
