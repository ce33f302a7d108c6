import { desc, eq } from 'drizzle-orm';

import type { ApiKeyRecord, ApiKeyStore } from '../../../../accounts/api-keys/api-key-store.ts';
import type { Database } from '../../database.ts';
import { apiKeys } from '../../schema/index.ts';

/** Keys as rows. */
export function createApiKeyStore(db: Database): ApiKeyStore {
  const findBy = async (condition: ReturnType<typeof eq>): Promise<ApiKeyRecord | undefined> => {
    const [row] = await db.select().from(apiKeys).where(condition);
    return row && toKey(row);
  };
  return {
    async create(key, secretHash) {
      const [row] = await db
        .insert(apiKeys)
        .values({ ...key, secretHash })
        .returning();
      return toKey(row as Row);
    },
    findBySecret: async (secretHash) => await findBy(eq(apiKeys.secretHash, secretHash)),
    find: async (id) => await findBy(eq(apiKeys.id, id)),
    async touch(id, at) {
      await db.update(apiKeys).set({ lastUsedAt: at }).where(eq(apiKeys.id, id));
    },
    async list() {
      return (await db.select().from(apiKeys).orderBy(desc(apiKeys.createdAt), desc(apiKeys.id))).map(toKey);
    },
    async remove(id) {
      return (await db.delete(apiKeys).where(eq(apiKeys.id, id)).returning({ id: apiKeys.id })).length > 0;
    },
  };
}

type Row = typeof apiKeys.$inferSelect;

function toKey({ secretHash: _, lastUsedAt, ...rest }: Row): ApiKeyRecord {
  return { ...rest, ...(lastUsedAt !== null && { lastUsedAt }) };
}
