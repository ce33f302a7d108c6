import path from 'node:path';

import { keyFramePictureArguments, SMALL_PICTURE_BYTES } from '../../media/rules/pictures/small-picture.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { MediaTools } from '../../ports/media-tools.ts';
import type { TemporaryFiles } from '../../ports/temporary-files.ts';

/** What decoding needs from outside. */
export interface PictureTools {
  readonly tools: MediaTools;
  readonly temporaryFiles: TemporaryFiles;
  /** Where private folders may be made. */
  readonly workFolder: string;
  readonly signal?: AbortSignal;
}

const TIMEOUT_MS = 120_000;
const MEMORY_BYTES = 2 * 1024 ** 3;
/** Key frames of one run: bounds the scratch file whatever the length of the video. */
const BATCH_BYTES = 16 * 1024 * 1024;

/** Collects the first pictures of one rendition's segments and decodes them in batches to small grey ones. */
export class PictureDecoder {
  readonly #tools: PictureTools;
  readonly #pictures = new Map<number, Uint8Array>();
  #batch: { segmentIndex: number; annexB: Uint8Array }[] = [];
  #batchBytes = 0;

  constructor(tools: PictureTools) {
    this.#tools = tools;
  }

  async add(segmentIndex: number, annexB: Uint8Array): Promise<void> {
    // A copy: the view would keep the whole segment in memory.
    this.#batch.push({ segmentIndex, annexB: annexB.slice() });
    this.#batchBytes += annexB.length;
    if (this.#batchBytes >= BATCH_BYTES) await this.#decodeBatch();
  }

  /** The pictures by segment; those that could not be decoded are missing. */
  async finish(): Promise<ReadonlyMap<number, Uint8Array>> {
    await this.#decodeBatch();
    return this.#pictures;
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
    }
  }
}

/** One small picture for each IDR picture, undefined for those that FFmpeg cannot decode. */
async function decodeKeyFrames(
  keyFrames: readonly Uint8Array[],
  tools: PictureTools,
): Promise<readonly (Uint8Array | undefined)[]> {
  if (keyFrames.length === 0) return [];
  const folder = await tools.temporaryFiles.makeFolder(tools.workFolder, 'lectern-check');
  const file = path.join(folder, 'key-frames.h264');
  let pictures: Uint8Array[];
  try {
    await tools.temporaryFiles.append(file, concat(keyFrames));
    pictures = await runForPictures(keyFramePictureArguments(file), file, tools);
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

/** Runs FFmpeg and cuts what it writes to stdout into small pictures. What it cannot decode is left out. */
export async function runForPictures(
  args: readonly string[],
  readablePath: string,
  { tools, signal }: Pick<PictureTools, 'tools' | 'signal'>,
): Promise<Uint8Array[]> {
  const parts: Uint8Array[] = [];
  const result = await tools.run({
    tool: 'ffmpeg',
    args,
    readablePaths: [readablePath],
    onOutput: (_output, bytes) => void parts.push(bytes.slice()),
    timeoutMs: TIMEOUT_MS,
    maxMemoryBytes: MEMORY_BYTES,
    ...(signal && { signal }),
  });
  if (result.endedBy === 'cancel') throw new AppError('CANCELLED', { message: 'The check was cancelled.' });
  const bytes = concat(parts);
  const count = Math.floor(bytes.length / SMALL_PICTURE_BYTES);
  return Array.from({ length: count }, (_, i) =>
    bytes.subarray(i * SMALL_PICTURE_BYTES, (i + 1) * SMALL_PICTURE_BYTES),
  );
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
