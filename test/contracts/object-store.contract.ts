import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { ObjectInfo, ObjectStore } from '../../src/ports/object-store.ts';

const BYTES = Uint8Array.from({ length: 70_000 }, (_, i) => (i * 7) % 251);

async function collect(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function infosUnder(store: ObjectStore, prefix: string): Promise<ObjectInfo[]> {
  const infos: ObjectInfo[] = [];
  for await (const info of store.list(prefix)) infos.push(info);
  return infos;
}

async function keysUnder(store: ObjectStore, prefix: string): Promise<string[]> {
  return (await infosUnder(store, prefix)).map(({ key }) => key);
}

/** What every object store must do. `open` makes an empty one. */
export function describeObjectStore(name: string, open: () => ObjectStore | Promise<ObjectStore>): void {
  describe(`an object store in ${name}`, () => {
    it('copies an object, and says so where there is none', async () => {
      const store = await open();
      await store.put('hls/a/ä b/segment.m4s', BYTES);
      await store.copy('hls/a/ä b/segment.m4s', 'public/a/segment.m4s');
      await store.delete('hls/a/ä b/segment.m4s');
      expect(Buffer.from((await store.get('public/a/segment.m4s')) ?? []).equals(BYTES)).toBe(true);
      await expect(store.copy('hls/none', 'public/none')).rejects.toMatchObject({ code: 'OBJECT_MISSING' });
      expect(await store.stat('public/none')).toBeUndefined();
    });

    it('gives back what was put, whole and in ranges', async () => {
      const store = await open();
      await store.put('hls/a/360p/segment_00000.m4s', BYTES);
      expect(Buffer.from((await store.get('hls/a/360p/segment_00000.m4s')) ?? []).equals(BYTES)).toBe(true);
      expect((await collect(await store.read('hls/a/360p/segment_00000.m4s'))).equals(BYTES)).toBe(true);
      await fc.assert(
        fc.asyncProperty(fc.nat(BYTES.length - 1), fc.nat(BYTES.length), async (start, length) => {
          const end = Math.min(BYTES.length, start + 1 + length);
          const piece = await collect(await store.read('hls/a/360p/segment_00000.m4s', { start, end }));
          expect(piece.equals(BYTES.subarray(start, end))).toBe(true);
        }),
        { numRuns: 30 },
      );
    });

    it('keeps an object without bytes', async () => {
      const store = await open();
      await store.put('empty', new Uint8Array());
      expect(await store.get('empty')).toHaveLength(0);
      expect(await collect(await store.read('empty'))).toHaveLength(0);
      expect(await store.stat('empty')).toMatchObject({ key: 'empty', sizeBytes: 0 });
    });

    it('says undefined of what is not there, or OBJECT_MISSING where it was to be read', async () => {
      const store = await open();
      await store.put('folder/file', BYTES);
      for (const key of ['none', 'folder', 'folder/file/deeper', 'folder/none', 'x'.repeat(300)]) {
        expect(await store.get(key), key).toBeUndefined();
        expect(await store.stat(key), key).toBeUndefined();
        await expect(store.read(key), key).rejects.toMatchObject({ code: 'OBJECT_MISSING' });
      }
    });

    it('replaces an object at once: a reader sees the old bytes or the new, never a part', async () => {
      const store = await open();
      const versions = [1, 2, 3, 4, 5].map((value) => new Uint8Array(200_000).fill(value));
      await store.put('key', versions[0]!);
      const writing = (async () => {
        for (const version of versions) await store.put('key', version);
      })();
      for (let i = 0; i < 30; i++) {
        const bytes = (await store.get('key')) ?? new Uint8Array();
        expect([bytes.length, new Set(bytes).size]).toEqual([200_000, 1]);
      }
      await writing;
      expect((await store.get('key'))?.[0]).toBe(5);
    });

    it('lets a reader finish an object that is replaced or deleted meanwhile', async () => {
      const store = await open();
      await store.put('key', BYTES);
      const stream = await store.read('key');
      const iterator = stream[Symbol.asyncIterator]();
      const first = await iterator.next();
      await store.put('key', new Uint8Array(5));
      await store.delete('key');
      const rest: Uint8Array[] = [first.value as Uint8Array];
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) rest.push(next.value);
      expect(Buffer.concat(rest).equals(BYTES)).toBe(true);
    });

    it('lists keys under a prefix in order, and nothing else', async () => {
      const store = await open();
      const keys = ['a/b/1', 'a/b/10', 'a/b/2', 'a/bc', 'a/c/d/e', 'b'];
      for (const key of keys.toReversed()) await store.put(key, Uint8Array.of(1));
      expect(await keysUnder(store, '')).toEqual(keys);
      expect(await keysUnder(store, 'a/')).toEqual(keys.slice(0, 5));
      expect(await keysUnder(store, 'a/b')).toEqual(keys.slice(0, 4));
      expect(await keysUnder(store, 'a/b/')).toEqual(keys.slice(0, 3));
      expect(await keysUnder(store, 'a/b/1')).toEqual(['a/b/1', 'a/b/10']);
      expect(await keysUnder(store, 'none/')).toEqual([]);
      const [first] = await infosUnder(store, 'a/b/1');
      expect(first).toMatchObject({ key: 'a/b/1', sizeBytes: 1 });
      expect(Math.abs((first?.modifiedAtMs ?? 0) - Date.now())).toBeLessThan(60_000);
    });

    it('deletes an object, and one that is gone already', async () => {
      const store = await open();
      await store.put('a/x', BYTES);
      await store.put('a/y', BYTES);
      await store.delete('a/x');
      await store.delete('a/x');
      await store.delete('never/there');
      expect(await keysUnder(store, '')).toEqual(['a/y']);
    });

    it('deletes everything under a prefix, and no neighbour of the same beginning', async () => {
      const store = await open();
      for (const key of ['hls/1/a', 'hls/1/b/c', 'hls/10/a', 'hls/1x']) await store.put(key, BYTES);
      await store.deletePrefix('hls/1/');
      await store.deletePrefix('hls/none/');
      expect(await keysUnder(store, '')).toEqual(['hls/10/a', 'hls/1x']);
    });

    it('refuses to delete by half a name, or everything', async () => {
      const store = await open();
      await store.put('hls/1/a', BYTES);
      for (const prefix of ['', '/', 'hls', '/hls/'])
        await expect(store.deletePrefix(prefix)).rejects.toThrow('not a prefix');
      expect(await keysUnder(store, '')).toEqual(['hls/1/a']);
    });

    it('keeps keys inside', async () => {
      const store = await open();
      for (const key of ['../out', 'a/../../out', '/etc/hostname', 'a\0b']) {
        await expect(store.put(key, BYTES), key).rejects.toThrow('outside the store');
        expect(await store.get(key).catch(() => undefined), key).toBeUndefined();
      }
      expect(await keysUnder(store, '')).toEqual([]);
    });

    it('keeps many objects that are put at once', async () => {
      const store = await open();
      const keys = Array.from({ length: 60 }, (_, i) => `many/${String(i).padStart(3, '0')}`);
      await Promise.all(keys.map((key, i) => store.put(key, new Uint8Array(1000).fill(i))));
      expect(await keysUnder(store, 'many/')).toEqual(keys);
      expect((await store.get('many/042'))?.[999]).toBe(42);
    });

    it('keeps names with spaces, percent signs and letters of every alphabet', async () => {
      const store = await open();
      for (const key of ['a b/%2e%2e/ü', 'видео/#1?x=y', '-option']) {
        await store.put(key, BYTES);
        expect(await store.stat(key)).toMatchObject({ key, sizeBytes: BYTES.length });
        expect(await keysUnder(store, key)).toEqual([key]);
      }
    });
  });
}
