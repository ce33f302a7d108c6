import type { ObjectStore } from '../../ports/object-store.ts';

/** Stores, reads, lists and deletes a small object, so that what is set up wrongly is found at the start and not in use. */
export async function probeObjectStore(store: ObjectStore, name: string): Promise<void> {
  const key = `probes/${name}`;
  await store.put(key, new TextEncoder().encode('Lectern was here'));
  for await (const bytes of await store.read(key, { start: 0, end: 7 })) void bytes;
  for await (const info of store.list('probes/')) void info;
  await store.delete(key);
}
