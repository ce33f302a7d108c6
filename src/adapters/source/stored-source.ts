import { AppError } from '../../kernel/app-error.ts';
import type { Logger } from '../../kernel/logger.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import { BLOCK_BYTES, type BlockCache } from './block-cache.ts';

/** A store that is away is asked again this often, as long as somebody reads. */
const RETRY_MS = 1_000;

/**
 * One source in the object store, open for reading.
 *
 * A reader never gets a wrong byte, nor an early end: where the store does not answer it waits, and asks again. What no
 * waiting helps is told by `failed`, and reading then waits for `close`.
 */
export class StoredSource {
  readonly key: string;
  readonly sizeBytes: number;
  readonly #failed = new AbortController();
  readonly #closed = new AbortController();
  readonly #store: { objects: ObjectStore; cache: BlockCache; logger: Logger };

  constructor(
    key: string,
    sizeBytes: number,
    store: { readonly objects: ObjectStore; readonly cache: BlockCache; readonly logger: Logger },
  ) {
    this.key = key;
    this.sizeBytes = sizeBytes;
    this.#store = store;
  }

  /** Aborted, with an AppError as its reason, when the rest of the source cannot be had. */
  get failed(): AbortSignal {
    return this.#failed.signal;
  }

  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  close(): void {
    this.#closed.abort();
  }

  /** Bytes from `start` (included) to `end` (excluded), in pieces. Ends early only when the source is closed. */
  async *bytes(start: number, end: number): AsyncIterable<Uint8Array> {
    let isFirst = true;
    for (let at = start; at < end;) {
      const index = Math.floor(at / BLOCK_BYTES);
      const block = await this.#block(index);
      if (!block) return;
      // Whoever reads on past one block reads on; who looked for an index does not.
      if (!isFirst && (index + 1) * BLOCK_BYTES < end) void this.#block(index + 1);
      isFirst = false;
      const offset = index * BLOCK_BYTES;
      const piece = block.subarray(at - offset, Math.min(block.length, end - offset));
      at += piece.length;
      yield piece;
    }
  }

  /** Some bytes in one piece; fewer where the source ends. Throws what `failed` tells, or AppError CANCELLED. */
  async readAt(offset: number, length: number, signal?: AbortSignal): Promise<Buffer> {
    const read = async (): Promise<Buffer> => {
      const pieces: Uint8Array[] = [];
      for await (const piece of this.bytes(offset, Math.min(offset + length, this.sizeBytes))) pieces.push(piece);
      this.failed.throwIfAborted();
      return Buffer.concat(pieces);
    };
    if (!signal) return await read();
    // What goes on behind ends when the source is closed.
    let cancel = (): void => undefined;
    const cancelled = new Promise<never>((_resolve, reject) => {
      cancel = () => reject(new AppError('CANCELLED', { message: 'Reading the source was cancelled.' }));
      if (signal.aborted) cancel();
      else signal.addEventListener('abort', cancel, { once: true });
    });
    try {
      return await Promise.race([read(), cancelled]);
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  /** Undefined when the source was closed, or given up, meanwhile. */
  async #block(index: number): Promise<Uint8Array | undefined> {
    const { cache, logger } = this.#store;
    for (let tries = 0; !this.closed.aborted && !this.failed.aborted; tries++) {
      try {
        return await cache.get(this.key, index, this.sizeBytes, (start, end) => this.#read(start, end));
      } catch (error) {
        if (error instanceof AppError && error.code === 'OBJECT_MISSING') this.#failed.abort(error);
        else {
          if (tries === 0) logger.warn({ err: error, key: this.key }, 'a source cannot be read just now');
          await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
        }
      }
    }
    return undefined;
  }

  async #read(start: number, end: number): Promise<Uint8Array> {
    const bytes = Buffer.allocUnsafe(end - start);
    let at = 0;
    for await (const piece of await this.#store.objects.read(this.key, { start, end })) {
      if (at + piece.length > bytes.length) throw tooMuch(this.key, start, end);
      bytes.set(piece, at);
      at += piece.length;
    }
    if (at < bytes.length) throw tooMuch(this.key, start, end);
    return bytes;
  }
}

function tooMuch(key: string, start: number, end: number): AppError {
  const message = `The store did not answer with bytes ${start} to ${end - 1} of ${key}.`;
  return new AppError('S3_FAILED', { message, retry: 'later' });
}
