import { type FileHandle, open } from 'node:fs/promises';

import { AppError } from '../../kernel/app-error.ts';
import type { SourceHead } from '../../ports/source-head.ts';

const HEAD_BYTES = 4096;
/** Top-level boxes looked at: the first fragment of a fragmented file comes within a few. */
const MAX_BOXES = 64;
/** Tables of twelve hours take about 40 MB. */
const MAX_MOVIE_BYTES = 256 * 1024 ** 2;

/** The beginning of a local file; folders and devices are refused. */
export const fileSourceHead: SourceHead = async (sourcePath) => {
  const handle = await open(sourcePath, 'r').catch((cause: unknown) => {
    throw new AppError('SOURCE_MISSING', { message: `${sourcePath} cannot be opened.`, cause });
  });
  try {
    const info = await handle.stat();
    if (!info.isFile()) throw new AppError('SOURCE_MISSING', { message: `${sourcePath} is not a file.` });
    const bytes = await readAt(handle, 0, HEAD_BYTES);
    // A file of another kind shows no known box, or damage at once.
    const boxes = await listTopLevelBoxes(handle, info.size);
    const isFragmented = boxes.some((box) => box.type === 'moof');
    const movie = boxes.find((box) => box.type === 'moov');
    // A file that was cut off has tables for samples it does not have.
    const isWhole =
      boxes.every((box) => box.offset + box.size <= info.size) && boxes.some((box) => box.type === 'mdat');
    const hasMovie = movie && movie.offset + movie.size <= info.size && movie.size <= MAX_MOVIE_BYTES;
    const movieBox = hasMovie ? await readAt(handle, movie.offset, movie.size) : undefined;
    return { bytes, sizeBytes: info.size, isFragmented, movieBox, hasAllSamples: isWhole && !isFragmented };
  } finally {
    await handle.close();
  }
};

/** Walks the top-level boxes (ISO/IEC 14496-12, 4.2) by their headers alone. */
async function listTopLevelBoxes(handle: FileHandle, sizeBytes: number): Promise<TopLevelBox[]> {
  const boxes: TopLevelBox[] = [];
  let offset = 0;
  while (boxes.length < MAX_BOXES && offset + 8 <= sizeBytes) {
    const header = await readAt(handle, offset, 16);
    if (header.length < 8) break;
    const size32 = header.readUInt32BE(0);
    const is64 = size32 === 1 && header.length === 16;
    // 0: to the end of the file.
    const size = is64 ? Number(header.readBigUInt64BE(8)) : size32 === 0 ? sizeBytes - offset : size32;
    if (size < 8) break; // damage
    boxes.push({ type: header.toString('latin1', 4, 8), offset, size });
    offset += size;
  }
  return boxes;
}

interface TopLevelBox {
  readonly type: string;
  readonly offset: number;
  readonly size: number;
}

async function readAt(handle: FileHandle, offset: number, length: number): Promise<Buffer> {
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(length), 0, length, offset);
  return buffer.subarray(0, bytesRead);
}
