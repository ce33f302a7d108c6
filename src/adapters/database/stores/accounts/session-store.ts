import { and, desc, eq, gt, inArray, lt, ne, type SQL } from 'drizzle-orm';

import type { Person } from '../../../../accounts/principal.ts';
import type { SessionStore } from '../../../../accounts/sign-in/session-store.ts';
import { askTogether } from '../../ask-together.ts';
import type { Database } from '../../database.ts';
import { people, sessions } from '../../schema/index.ts';

/** A session of somebody who is active, over or not. */
type FoundSession = Omit<Person, 'kind'> & {
  readonly token: string;
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
  readonly personSeenAt: Date | null;
};

/** Sessions as rows; the library that checks passwords makes them. */
export function createSessionStore(db: Database): SessionStore {
  const findMany = async (condition: SQL): Promise<FoundSession[]> =>
    await db
      .select({
        sessionId: sessions.id,
        token: sessions.token,
        lastSeenAt: sessions.updatedAt,
        expiresAt: sessions.expiresAt,
        id: people.id,
        name: people.name,
        email: people.email,
        role: people.role,
        personSeenAt: people.lastSeenAt,
      })
      .from(sessions)
      .innerJoin(people, eq(people.id, sessions.personId))
      .where(and(condition, eq(people.isActive, true)));
  // A thousand people who watch are asked after every few seconds.
  const findByToken = askTogether(async (tokens: readonly string[]) => {
    const found = new Map((await findMany(inArray(sessions.token, [...tokens]))).map((row) => [row.token, row]));
    return tokens.map((token) => found.get(token));
  });
  const findById = askTogether(async (ids: readonly string[]) => {
    const found = new Map((await findMany(inArray(sessions.id, [...ids]))).map((row) => [row.sessionId, row]));
    return ids.map((id) => found.get(id));
  });
  return {
    async find(by, now) {
      const row = 'token' in by ? await findByToken(by.token) : await findById(by.id);
      if (!row || row.expiresAt <= now) return undefined;
      const { lastSeenAt, personSeenAt, expiresAt: _end, token: _secret, ...person } = row;
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
