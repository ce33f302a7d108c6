import path from 'node:path';

import { keyFramePictureArguments, SMALL_PICTURE_BYTES } from '../../media/rules/pictures/small-picture.ts';
import { concat, type DecodeTools, runForBytes } from './run-for-bytes.ts';

/** Key frames of one run: bounds the scratch file whatever the length of the video. */
const BATCH_BYTES = 16 * 1024 * 1024;

/** Collects the first pictures of one rendition's segments and decodes them in batches to small grey ones. */
export class PictureDecoder {
  readonly #tools: DecodeTools;
  readonly #pictures = new Map<number, Uint8Array>();
  readonly #undecodable: number[] = [];
  #batch: { segmentIndex: number; annexB: Uint8Array }[] = [];
  #batchBytes = 0;

  constructor(tools: DecodeTools) {
    this.#tools = tools;
  }

  async add(segmentIndex: number, annexB: Uint8Array): Promise<void> {
    // A copy: the view would keep the whole segment in memory.
    this.#batch.push({ segmentIndex, annexB: annexB.slice() });
    this.#batchBytes += annexB.length;
    if (this.#batchBytes >= BATCH_BYTES) await this.#decodeBatch();
  }

  /** The pictures by segment, and the segments whose picture cannot be decoded. */
  async finish(): Promise<{
    readonly pictures: ReadonlyMap<number, Uint8Array>;
    readonly undecodable: readonly number[];
  }> {
    await this.#decodeBatch();
    return { pictures: this.#pictures, undecodable: this.#undecodable };
  }

  async #decodeBatch(): Promise<void> {
    const batch = this.#batch;
    this.#batch = [];
    this.#batchBytes = 0;
    const decoded = await decodeKeyFrames(
      batch.map(({ annexB }) => annexB),
      this.#tools,
    );
    for (const [i, { segmentIndex }] of batch.entries()) {
      const picture = decoded[i];
      if (picture) this.#pictures.set(segmentIndex, picture);
      else this.#undecodable.push(segmentIndex);
    }
  }
}

/** One small picture for each IDR picture, undefined for those that FFmpeg cannot decode. */
async function decodeKeyFrames(
  keyFrames: readonly Uint8Array[],
  tools: DecodeTools,
): Promise<readonly (Uint8Array | undefined)[]> {
  if (keyFrames.length === 0) return [];
  const folder = await tools.temporaryFiles.makeFolder(tools.workFolder, 'lectern-check');
  const file = path.join(folder, 'key-frames.h264');
  let pictures: Uint8Array[];
  try {
    await tools.temporaryFiles.append(file, concat(keyFrames));
    ({ pictures } = await runForPictures(keyFramePictureArguments(file), file, tools));
  } finally {
    await tools.temporaryFiles.remove(folder);
  }
  if (pictures.length === keyFrames.length) return pictures;
  if (keyFrames.length === 1) return [undefined];
  // A damaged one gives no picture, or two: halve until it stands alone.
  const middle = keyFrames.length >> 1;
  const first = await decodeKeyFrames(keyFrames.slice(0, middle), tools);
  return [...first, ...(await decodeKeyFrames(keyFrames.slice(middle), tools))];
}

/** Runs FFmpeg and cuts what it writes to stdout into small pictures. */
export async function runForPictures(
  args: readonly string[],
  readablePath: string,
  tools: Pick<DecodeTools, 'tools' | 'signal'>,
): Promise<{ readonly pictures: Uint8Array[]; readonly hasErrors: boolean }> {
  const { bytes, hasErrors } = await runForBytes(args, readablePath, tools);
  const count = Math.floor(bytes.length / SMALL_PICTURE_BYTES);
  const pictures = Array.from({ length: count }, (_, i) => {
    return bytes.subarray(i * SMALL_PICTURE_BYTES, (i + 1) * SMALL_PICTURE_BYTES);
  });
  return { pictures, hasErrors };
}
