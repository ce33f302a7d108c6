import { type FileHandle, open } from 'node:fs/promises';

import { AppError } from '../../kernel/app-error.ts';
import type { SourceHead } from '../../ports/source-head.ts';
import { readSourceHead } from './read-source-head.ts';

/** The beginning of a local file; folders and devices are refused. */
export const fileSourceHead: SourceHead = async (sourcePath) => {
  const handle = await open(sourcePath, 'r').catch((cause: unknown) => {
    throw new AppError('SOURCE_MISSING', { message: `${sourcePath} cannot be opened.`, cause });
  });
  try {
    const info = await handle.stat();
    if (!info.isFile()) throw new AppError('SOURCE_MISSING', { message: `${sourcePath} is not a file.` });
    return await readSourceHead(async (offset, length) => await readAt(handle, offset, length), info.size);
  } finally {
    await handle.close();
  }
};

async function readAt(handle: FileHandle, offset: number, length: number): Promise<Buffer> {
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(length), 0, length, offset);
  return buffer.subarray(0, bytesRead);
}
