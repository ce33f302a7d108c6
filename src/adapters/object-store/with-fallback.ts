import { AppError } from '../../kernel/app-error.ts';
import type { ObjectInfo, ObjectStore } from '../../ports/object-store.ts';

/**
 * A store whose objects are still on their way to it from another one: what it does not have is read there. Everything is
 * written to the new one; what is deleted is deleted in both.
 */
export function withFallback<Store extends ObjectStore>(store: Store, old: ObjectStore): Store {
  const own: ObjectStore = {
    put: async (key, bytes) => await store.put(key, bytes),
    get: async (key) => (await store.get(key)) ?? (await old.get(key)),
    async read(key, range) {
      try {
        return await store.read(key, range);
      } catch (error) {
        if (error instanceof AppError && error.code === 'OBJECT_MISSING') return await old.read(key, range);
        throw error;
      }
    },
    async copy(from, to) {
      try {
        await store.copy(from, to);
      } catch (error) {
        if (!(error instanceof AppError && error.code === 'OBJECT_MISSING')) throw error;
        const bytes = await old.get(from);
        if (!bytes) throw error;
        await store.put(to, bytes);
      }
    },
    stat: async (key) => (await store.stat(key)) ?? (await old.stat(key)),
    list: (prefix) => both(store.list(prefix), old.list(prefix)),
    async delete(key) {
      // The old one first: what is gone there is not copied any more.
      await old.delete(key);
      await store.delete(key);
    },
    async deletePrefix(prefix) {
      await old.deletePrefix(prefix);
      await store.deletePrefix(prefix);
    },
  };
  return { ...store, ...own };
}

/** What is in either, the first's where both have it. Not in one order: nobody needs that across two stores. */
async function* both(first: AsyncIterable<ObjectInfo>, second: AsyncIterable<ObjectInfo>): AsyncIterable<ObjectInfo> {
  const seen = new Set<string>();
  for await (const info of first) {
    seen.add(info.key);
    yield info;
  }
  for await (const info of second) if (!seen.has(info.key)) yield info;
}
