import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';

import { AppError } from '../../kernel/app-error.ts';
import type { ByteRange, ObjectInfo, ObjectStore } from '../../ports/object-store.ts';
import { asDiskFull } from '../disk-room/as-disk-full.ts';

/** Files being written; a reader never sees them. */
const TEMPORARY_SUFFIX = '.part';

/** Read at a time: Node's 64 KiB cost a third to a half more processor time for a gigabyte; a slow viewer holds twice this. */
const READ_BYTES = 256 * 1024;

/** Objects as files under one folder. Keys use `/` and may not leave the folder. */
export function createFolderObjectStore(rootFolder: string): ObjectStore {
  const root = path.resolve(rootFolder);
  const fileOf = (key: string): string => {
    const file = path.resolve(root, key);
    if (key.includes('\0') || (file !== root && !file.startsWith(root + path.sep))) {
      throw new AppError('OBJECT_MISSING', { message: `The key ${JSON.stringify(key)} is outside the store.` });
    }
    return file;
  };
  const store: ObjectStore = {
    async put(key, bytes) {
      const file = fileOf(key);
      const temporary = `${file}.${randomBytes(6).toString('hex')}${TEMPORARY_SUFFIX}`;
      try {
        await mkdir(path.dirname(file), { recursive: true });
        const handle = await open(temporary, 'wx');
        try {
          await handle.writeFile(bytes);
          await handle.sync(); // a cell marked filled must survive a power cut
        } finally {
          await handle.close();
        }
        await rename(temporary, file);
        await syncFolder(path.dirname(file)); // so must its name
      } catch (cause) {
        await rm(temporary, { force: true });
        throw asDiskFull(cause, key);
      }
    },
    async get(key) {
      return await unlessMissing(readFile(fileOf(key)));
    },
    async read(key, range) {
      const file = fileOf(key);
      const info = await unlessMissing(stat(file));
      if (!info?.isFile()) throw new AppError('OBJECT_MISSING', { message: `${key} is not stored.`, retry: 'later' });
      return createReadStream(file, { highWaterMark: READ_BYTES, ...streamRange(range) }) as AsyncIterable<Uint8Array>;
    },
    async stat(key) {
      const info = await unlessMissing(stat(fileOf(key)));
      return info?.isFile() ? { key, sizeBytes: info.size, modifiedAtMs: info.mtimeMs } : undefined;
    },
    list: (prefix) => listFiles(root, fileOf, prefix),
    async delete(key) {
      await rm(fileOf(key), { force: true });
    },
    async deleteUnfinished(prefix) {
      const entries = (await unlessMissing(readdir(fileOf(prefix), { recursive: true, withFileTypes: true }))) ?? [];
      const unfinished = entries.filter((entry) => entry.isFile() && entry.name.endsWith(TEMPORARY_SUFFIX));
      for (const { parentPath, name } of unfinished) await rm(path.join(parentPath, name), { force: true });
    },
    async deletePrefix(prefix) {
      if (!prefix.endsWith('/') || prefix.startsWith('/')) throw new Error(`bug: not a prefix: ${prefix}`);
      await rm(fileOf(prefix), { recursive: true, force: true });
    },
    async copy(from, to) {
      const bytes = await store.get(from);
      if (!bytes) throw new AppError('OBJECT_MISSING', { message: `${from} is not stored.`, retry: 'later' });
      await store.put(to, bytes);
    },
  };
  return store;
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function streamRange(range: ByteRange | undefined): { start: number; end: number } | undefined {
  return range && { start: range.start, end: range.end - 1 };
}

async function* listFiles(root: string, fileOf: (key: string) => string, prefix: string): AsyncIterable<ObjectInfo> {
  const folder = prefix.endsWith('/') || prefix === '' ? fileOf(prefix) : path.dirname(fileOf(prefix));
  const entries = (await unlessMissing(readdir(folder, { recursive: true, withFileTypes: true }))) ?? [];
  const files = entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith(TEMPORARY_SUFFIX))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) {
    const key = path.relative(root, file).split(path.sep).join('/');
    const info = await unlessMissing(stat(file));
    if (info && key.startsWith(prefix)) yield { key, sizeBytes: info.size, modifiedAtMs: info.mtimeMs };
  }
}

/** What a system answers for a name that is no file: nothing there, a folder, a file where a folder was meant, too long. */
const NOT_THERE = new Set(['ENOENT', 'EISDIR', 'ENOTDIR', 'ENAMETOOLONG']);

async function unlessMissing<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== undefined && NOT_THERE.has(code)) return undefined;
    throw error;
  }
}
