import { open, readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';

import { AppError } from '../../kernel/app-error.ts';
import type { TreeAnswer, TreeReader } from '../../pipeline/check-tree/tree-reader.ts';
import type { ByteRange } from '../../ports/object-store.ts';

/** Enough for ten seconds of the highest rendition, and for a playlist of any lecture. */
const MAX_BYTES = 512 * 1024 * 1024;

/** Reads a tree from a folder, or from the folder that a playlist lies in. Links that lead out of the folder are not followed. */
export function createFolderTreeReader(target: string): TreeReader {
  let root: Promise<{ folder: string; entry: string }> | undefined;
  const findRoot = (): NonNullable<typeof root> => (root ??= locate(path.resolve(target)));
  return {
    transport: 'folder',
    findEntry: async () => (await findRoot()).entry,
    resolve: resolveInFolder,
    async read(name, range): Promise<TreeAnswer> {
      const { folder } = await findRoot();
      try {
        const real = await realpath(path.join(folder, name));
        if (!real.startsWith(`${folder}${path.sep}`)) return { fault: 'is a link that leads out of the folder' };
        return await readRange(real, range);
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? String(error.code) : 'an error';
        if (code === 'ENOENT' || code === 'ENOTDIR') return { fault: 'is missing' };
        return { fault: `cannot be read (${code})` };
      }
    },
  };
}

async function locate(target: string): Promise<{ folder: string; entry: string }> {
  const info = await stat(target).catch((cause: unknown) => {
    throw new AppError('SOURCE_MISSING', { message: `${target} does not exist.`, cause });
  });
  if (!info.isDirectory()) return { folder: await realpath(path.dirname(target)), entry: path.basename(target) };
  const names = (await readdir(target)).filter((name) => /\.m3u8?$/i.test(name)).toSorted();
  const entry = names.find((name) => name === 'master.m3u8') ?? names.find((name) => /master/i.test(name)) ?? names[0];
  if (!entry) throw new AppError('SOURCE_MISSING', { message: `${target} holds no .m3u8 playlist.` });
  return { folder: await realpath(target), entry };
}

/** RFC 3986: the query means nothing to a file, and names are percent-encoded. */
function resolveInFolder(fromPath: string, uri: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:/i.test(uri) || uri.startsWith('/')) return undefined;
  let name: string;
  try {
    name = decodeURIComponent(uri.split(/[?#]/, 1)[0] ?? '');
  } catch {
    return undefined;
  }
  const resolved = path.posix.join(path.posix.dirname(fromPath), name);
  const isInside = resolved !== '..' && !resolved.startsWith('../') && !resolved.includes('\0');
  return isInside ? resolved : undefined;
}

async function readRange(file: string, range: ByteRange | undefined): Promise<TreeAnswer> {
  const handle = await open(file, 'r');
  try {
    const info = await handle.stat();
    if (!info.isFile()) return { fault: 'is not a file' };
    const { start, end } = range ?? { start: 0, end: info.size };
    if (end > info.size) return { fault: `has ${info.size} bytes, wanted up to byte ${end}` };
    if (end - start > MAX_BYTES) return { fault: `is larger than ${MAX_BYTES} bytes` };
    const bytes = new Uint8Array(end - start);
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled);
      if (bytesRead === 0) return { fault: 'became shorter while it was read' };
      filled += bytesRead;
    }
    return { bytes };
  } finally {
    await handle.close();
  }
}
