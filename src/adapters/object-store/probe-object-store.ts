import type { ObjectStore } from '../../ports/object-store.ts';
import type { FileStore } from './s3/store-file.ts';

/** A probe this old is of a process that was killed in the middle of it. */
const LEFT_AFTER_MS = 3_600_000;

/**
 * Stores, reads, lists and deletes a small object, and looks for uploads in parts, so that what is set up wrongly is found at the
 * start and not in use.
 */
export async function probeObjectStore(
  store: ObjectStore & Pick<FileStore, 'dropUnfinished'>,
  name: string,
): Promise<void> {
  const key = `probes/${name}`;
  await store.put(key, new TextEncoder().encode('Lectern was here'));
  for await (const bytes of await store.read(key, { start: 0, end: 7 })) void bytes;
  for await (const info of store.list('probes/')) {
    if (info.modifiedAtMs < Date.now() - LEFT_AFTER_MS) await store.delete(info.key);
  }
  await store.dropUnfinished(key);
  await store.delete(key);
}
