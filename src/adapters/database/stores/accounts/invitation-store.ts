import { and, desc, eq, gt, isNull } from 'drizzle-orm';

import type { Invitation, InvitationStore } from '../../../../accounts/invitations/invitation-store.ts';
import type { Database } from '../../database.ts';
import { invitations } from '../../schema/index.ts';

const LIST_LIMIT = 500;

/** Invitations as rows. */
export function createInvitationStore(db: Database): InvitationStore {
  return {
    async save(invitation, tokenHash) {
      return await db.transaction(async (tx) => {
        const replaced = await tx
          .delete(invitations)
          .where(and(eq(invitations.email, invitation.email), isNull(invitations.acceptedAt)))
          .returning({ courseIds: invitations.courseIds });
        const courseIds = [...new Set([...replaced.flatMap((each) => each.courseIds), ...invitation.courseIds])];
        const [row] = await tx
          .insert(invitations)
          .values({ ...invitation, courseIds, tokenHash })
          .returning();
        return toInvitation(row as Row);
      });
    },
    async list(invitedById) {
      const rows = await db
        .select()
        .from(invitations)
        .where(invitedById === undefined ? undefined : eq(invitations.invitedById, invitedById))
        .orderBy(desc(invitations.createdAt), desc(invitations.id))
        .limit(LIST_LIMIT);
      return rows.map(toInvitation);
    },
    async find(id) {
      const [row] = await db.select().from(invitations).where(eq(invitations.id, id));
      return row && toInvitation(row);
    },
    async findWaiting(by, now) {
      const [row] = await db
        .select()
        .from(invitations)
        .where(
          and(
            'email' in by ? eq(invitations.email, by.email) : eq(invitations.tokenHash, by.tokenHash),
            isNull(invitations.acceptedAt),
            gt(invitations.expiresAt, now),
          ),
        );
      return row && toInvitation(row);
    },
    async accept(id, now) {
      const rows = await db
        .update(invitations)
        .set({ acceptedAt: now })
        .where(and(eq(invitations.id, id), isNull(invitations.acceptedAt), gt(invitations.expiresAt, now)))
        .returning({ id: invitations.id });
      return rows.length > 0;
    },
    async remove(id) {
      return (await db.delete(invitations).where(eq(invitations.id, id)).returning({ id: invitations.id })).length > 0;
    },
  };
}

type Row = typeof invitations.$inferSelect;

function toInvitation({ name, acceptedAt, tokenHash: _, ...rest }: Row): Invitation {
  return { ...rest, ...(name !== null && { name }), ...(acceptedAt !== null && { acceptedAt }) };
}
