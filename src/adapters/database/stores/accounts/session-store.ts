import { and, desc, eq, gt, lt, ne } from 'drizzle-orm';

import type { SessionStore } from '../../../../accounts/sign-in/session-store.ts';
import type { Database } from '../../database.ts';
import { people, sessions } from '../../schema/index.ts';

/** Sessions as rows; the library that checks passwords makes them. */
export function createSessionStore(db: Database): SessionStore {
  return {
    async find(by, now) {
      const [row] = await db
        .select({
          sessionId: sessions.id,
          lastSeenAt: sessions.updatedAt,
          id: people.id,
          name: people.name,
          email: people.email,
          role: people.role,
          personSeenAt: people.lastSeenAt,
        })
        .from(sessions)
        .innerJoin(people, eq(people.id, sessions.personId))
        .where(
          and(
            'token' in by ? eq(sessions.token, by.token) : eq(sessions.id, by.id),
            gt(sessions.expiresAt, now),
            eq(people.isActive, true),
          ),
        );
      if (!row) return undefined;
      const { lastSeenAt, personSeenAt, ...person } = row;
      // A session that has just begun was not seen yet.
      return { person: { kind: 'person', ...person }, lastSeenAt: personSeenAt === null ? new Date(0) : lastSeenAt };
    },
    async touch(id, { at, expiresAt }) {
      const [row] = await db
        .update(sessions)
        .set({ updatedAt: at, expiresAt })
        .where(eq(sessions.id, id))
        .returning({ personId: sessions.personId });
      if (row) await db.update(people).set({ lastSeenAt: at }).where(eq(people.id, row.personId));
    },
    async list(personId, now) {
      const rows = await db
        .select()
        .from(sessions)
        .where(and(eq(sessions.personId, personId), gt(sessions.expiresAt, now)))
        .orderBy(desc(sessions.updatedAt), desc(sessions.id));
      return rows.map(({ id, userAgent, ipAddress, createdAt, updatedAt, expiresAt }) => ({
        ...{ id, createdAt, expiresAt, lastSeenAt: updatedAt },
        ...(userAgent && { userAgent }),
        ...(ipAddress && { ipAddress }),
      }));
    },
    async end(personId, { only, except } = {}) {
      const rows = await db
        .delete(sessions)
        .where(
          and(
            eq(sessions.personId, personId),
            only === undefined ? undefined : eq(sessions.id, only),
            except === undefined ? undefined : ne(sessions.id, except),
          ),
        )
        .returning({ id: sessions.id });
      return rows.map(({ id }) => id);
    },
    async removeExpired(now) {
      await db.delete(sessions).where(lt(sessions.expiresAt, now));
    },
  };
}
