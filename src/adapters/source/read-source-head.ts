import type { SourceBeginning } from '../../ports/source-head.ts';

const HEAD_BYTES = 4096;
/** Top-level boxes looked at: the first fragment of a fragmented file comes within a few. */
const MAX_BOXES = 64;
/** Tables of twelve hours take about 40 MB. */
const MAX_MOVIE_BYTES = 256 * 1024 ** 2;

/** Bytes of a source from a place on; fewer where it ends. */
export type ReadAt = (offset: number, length: number) => Promise<Buffer>;

/** The beginning of a source, wherever it lies. */
export async function readSourceHead(readAt: ReadAt, sizeBytes: number): Promise<SourceBeginning> {
  const bytes = await readAt(0, HEAD_BYTES);
  // A file of another kind shows no known box, or damage at once.
  const boxes = await listTopLevelBoxes(readAt, sizeBytes);
  const isFragmented = boxes.some((box) => box.type === 'moof');
  const movie = boxes.find((box) => box.type === 'moov');
  // A file that was cut off has tables for samples it does not have.
  const isWhole = boxes.every((box) => box.offset + box.size <= sizeBytes) && boxes.some((box) => box.type === 'mdat');
  const hasMovie = movie && movie.offset + movie.size <= sizeBytes && movie.size <= MAX_MOVIE_BYTES;
  const movieBox = hasMovie ? await readAt(movie.offset, movie.size) : undefined;
  return { bytes, sizeBytes, isFragmented, movieBox, hasAllSamples: isWhole && !isFragmented };
}

/** Walks the top-level boxes (ISO/IEC 14496-12, 4.2) by their headers alone. */
async function listTopLevelBoxes(readAt: ReadAt, sizeBytes: number): Promise<TopLevelBox[]> {
  const boxes: TopLevelBox[] = [];
  let offset = 0;
  while (boxes.length < MAX_BOXES && offset + 8 <= sizeBytes) {
    const header = await readAt(offset, 16);
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
