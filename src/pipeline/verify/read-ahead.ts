import type { ObjectStore } from '../../ports/object-store.ts';

/** Objects on their way at once: a bucket answers after 10 to 50 ms, in which a core reads several segments through. */
const AT_ONCE = 8;

/** Reads objects. */
export type GetObject = ObjectStore['get'];

/**
 * Reads objects before they are asked for, a few at once, so that whoever goes through a whole video waits for its bytes and
 * not for a bucket's answers. `lists`: keys in the order in which they will be read, such as those of each rendition; nothing
 * is read beyond the end of the list that is being read. Other keys may be asked for as well.
 */
export function readAhead(objects: Pick<ObjectStore, 'get'>, lists: readonly (readonly string[])[]): GetObject {
  const places = new Map(lists.flatMap((list) => list.map((key, place) => [key, { list, place }] as const)));
  const coming = new Map<string, ReturnType<GetObject>>();
  return async (key) => {
    const found = places.get(key);
    if (found === undefined) return await objects.get(key);
    for (const next of found.list.slice(found.place, found.place + AT_ONCE)) {
      if (coming.has(next)) continue;
      const bytes = objects.get(next);
      bytes.catch(() => undefined); // told to whoever asks for it
      coming.set(next, bytes);
    }
    const bytes = coming.get(key);
    coming.delete(key);
    return await bytes;
  };
}
