import { and, eq, gt, lt, or } from 'drizzle-orm';

import type { PasswordLinkStore } from '../../../../accounts/sign-in/password-link-store.ts';
import type { Database } from '../../database.ts';
import { passwordLinks } from '../../schema/index.ts';

/** Links as rows; one that was used is gone. */
export function createPasswordLinkStore(db: Database): PasswordLinkStore {
  const isUsable = (tokenHash: string, now: Date) =>
    and(eq(passwordLinks.tokenHash, tokenHash), gt(passwordLinks.expiresAt, now));
  const personId = { personId: passwordLinks.personId };
  return {
    async save(link) {
      await db.transaction(async (tx) => {
        const isOver = or(eq(passwordLinks.personId, link.personId), lt(passwordLinks.expiresAt, new Date()));
        await tx.delete(passwordLinks).where(isOver);
        await tx.insert(passwordLinks).values(link);
      });
    },
    async findPersonId(tokenHash, now) {
      return (await db.select(personId).from(passwordLinks).where(isUsable(tokenHash, now)))[0]?.personId;
    },
    async use(tokenHash, now) {
      return (await db.delete(passwordLinks).where(isUsable(tokenHash, now)).returning(personId))[0]?.personId;
    },
  };
}
