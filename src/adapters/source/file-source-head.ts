import { type FileHandle, open } from 'node:fs/promises';

import { AppError } from '../../kernel/app-error.ts';
import { sniffContainer } from '../../media/facts/sniff-container.ts';
import type { SourceHead } from '../../ports/source-head.ts';

const HEAD_BYTES = 4096;
/** Top-level boxes looked at: the first fragment of a fragmented file comes within a few. */
const MAX_BOXES = 64;

/** The beginning of a local file; folders and devices are refused. */
export const fileSourceHead: SourceHead = async (sourcePath) => {
  const handle = await open(sourcePath, 'r').catch((cause: unknown) => {
    throw new AppError('SOURCE_MISSING', { message: `${sourcePath} cannot be opened.`, cause });
  });
  try {
    const info = await handle.stat();
    if (!info.isFile()) throw new AppError('SOURCE_MISSING', { message: `${sourcePath} is not a file.` });
    const bytes = await readAt(handle, 0, HEAD_BYTES);
    const isFragmented = sniffContainer(bytes) === 'mov' && (await hasMovieFragment(handle, info.size));
    return { bytes, sizeBytes: info.size, isFragmented };
  } finally {
    await handle.close();
  }
};

/** Walks the top-level boxes (ISO/IEC 14496-12, 4.2) by their headers alone. */
async function hasMovieFragment(handle: FileHandle, sizeBytes: number): Promise<boolean> {
  let offset = 0;
  for (let i = 0; i < MAX_BOXES && offset + 8 <= sizeBytes; i++) {
    const header = await readAt(handle, offset, 16);
    if (header.length < 8) return false;
    const type = header.toString('latin1', 4, 8);
    if (type === 'moof') return true;
    const size32 = header.readUInt32BE(0);
    const size = size32 === 1 && header.length === 16 ? Number(header.readBigUInt64BE(8)) : size32;
    if (size < 8) return false; // 0: to the end of the file; below 8: damage
    offset += size;
  }
  return false;
}

async function readAt(handle: FileHandle, offset: number, length: number): Promise<Buffer> {
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(length), 0, length, offset);
  return buffer.subarray(0, bytesRead);
}
