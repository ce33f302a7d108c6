import { and, asc, eq, ilike, inArray, or, sql } from 'drizzle-orm';

import type { PersonQuery, PersonRecord, PersonStore } from '../../../../accounts/people/person-store.ts';
import { AppError } from '../../../../kernel/app-error.ts';
import { newId } from '../../../../kernel/ids.ts';
import type { Database } from '../../database.ts';
import { credentials, people } from '../../schema/index.ts';

/** What the library that checks passwords calls them. */
const PROVIDER = 'credential';

/** People as rows. */
export function createPersonStore(db: Database): PersonStore {
  const find = async (id: string): Promise<PersonRecord | undefined> => {
    const [row] = await db.select().from(people).where(eq(people.id, id));
    return row && toPerson(row);
  };
  return {
    find,
    async findByEmail(email) {
      const [row] = await db.select().from(people).where(eq(people.email, email));
      return row && toPerson(row);
    },
    async findMany(which) {
      const [column, values] = 'ids' in which ? [people.id, which.ids] : [people.email, which.emails];
      if (values.length === 0) return [];
      return (
        await db
          .select()
          .from(people)
          .where(inArray(column, [...values]))
      ).map(toPerson);
    },
    async list(query) {
      const rows = await db
        .select()
        .from(people)
        .where(conditions(query))
        .orderBy(asc(people.name), asc(people.id))
        .limit(query.limit + 1);
      const page = rows.slice(0, query.limit);
      const last = page.at(-1);
      return { people: page.map(toPerson), ...(rows.length > page.length && last && { nextCursor: cursorOf(last) }) };
    },
    async isEmpty() {
      return (await db.select({ id: people.id }).from(people).limit(1)).length === 0;
    },
    async create(person) {
      const [row] = await db.insert(people).values(person).onConflictDoNothing({ target: people.email }).returning();
      if (row) return toPerson(row);
      throw new AppError('EMAIL_TAKEN', { message: `There is an account for ${person.email} already.` });
    },
    async change(id, { name, role, isActive }) {
      return await db.transaction(async (tx) => {
        // Locked in one order: of two who take the last two administrators away at once, one waits and is refused.
        const admins = await tx
          .select({ id: people.id })
          .from(people)
          .where(and(eq(people.role, 'admin'), eq(people.isActive, true)))
          .orderBy(asc(people.id))
          .for('update');
        const isLeaving = (role !== undefined && role !== 'admin') || isActive === false;
        if (isLeaving && admins.length === 1 && admins[0]?.id === id) {
          throw new AppError('LAST_ADMIN', { message: 'Nobody else may administer this Lectern.' });
        }
        const [row] = await tx
          .update(people)
          .set({
            updatedAt: new Date(),
            ...(name !== undefined && { name }),
            ...(role !== undefined && { role }),
            ...(isActive !== undefined && { isActive }),
          })
          .where(eq(people.id, id))
          .returning();
        return row && toPerson(row);
      });
    },
    async passwordHash(id) {
      const [row] = await db
        .select({ password: credentials.password })
        .from(credentials)
        .where(and(eq(credentials.personId, id), eq(credentials.providerId, PROVIDER)));
      return row?.password ?? undefined;
    },
    async setPasswordHash(id, hash) {
      await db
        .insert(credentials)
        .values({ id: newId(), personId: id, accountId: id, providerId: PROVIDER, password: hash })
        .onConflictDoUpdate({
          target: [credentials.personId, credentials.providerId],
          set: { password: hash, updatedAt: new Date() },
        });
    },
  };
}

type Row = typeof people.$inferSelect;

function conditions({ search, role, isActive, cursor }: PersonQuery) {
  const pattern = search === undefined ? undefined : `%${search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  const after = cursor === undefined ? undefined : parseCursor(cursor);
  return and(
    pattern === undefined ? undefined : or(ilike(people.name, pattern), ilike(people.email, pattern)),
    role && eq(people.role, role),
    isActive === undefined ? undefined : eq(people.isActive, isActive),
    after && sql`(${people.name}, ${people.id}) > (${after.name}, ${after.id})`,
  );
}

function cursorOf({ name, id }: Row): string {
  return `${id}.${Buffer.from(name).toString('base64url')}`;
}

function parseCursor(cursor: string): { name: string; id: string } | undefined {
  const [, id, name] = /^(\w+)\.([\w-]+)$/.exec(cursor) ?? [];
  // PostgreSQL refuses a text with a zero in it.
  return id && name ? { id, name: Buffer.from(name, 'base64url').toString().replaceAll('\0', '') } : undefined;
}

function toPerson({ id, name, email, role, isActive, createdAt, lastSeenAt }: Row): PersonRecord {
  return { id, name, email, role, isActive, createdAt, ...(lastSeenAt && { lastSeenAt }) };
}
