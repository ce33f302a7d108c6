/** Reads the bytes of one block; never fewer. Rejects when that cannot be done. */
export type BlockReader = (start: number, end: number) => Promise<Uint8Array>;

/** One request brings this much: FFmpeg reads 32 KiB at a time, a store is paid and waited for by the request. */
export const BLOCK_BYTES = 2 * 1024 * 1024;

/**
 * Blocks of large objects in memory, at most `maxBytes` of them; those that were not used longest go first. The tables at
 * the beginning or end of a source, which every run of FFmpeg reads, so come from the store once.
 */
export class BlockCache {
  readonly #maxBytes: number;
  /** Those used last are at the end. */
  readonly #blocks = new Map<string, Promise<Uint8Array>>();

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The block that begins at `index * BLOCK_BYTES`, shorter at the end of the object. Asked for twice, it is read once. */
  async get(key: string, index: number, sizeBytes: number, read: BlockReader): Promise<Uint8Array> {
    const name = `${index} ${key}`;
    const known = this.#blocks.get(name);
    if (known) {
      this.#blocks.delete(name);
      this.#blocks.set(name, known);
      return await known;
    }
    const start = index * BLOCK_BYTES;
    const reading = read(start, Math.min(start + BLOCK_BYTES, sizeBytes));
    this.#blocks.set(name, reading);
    const most = Math.max(1, Math.floor(this.#maxBytes / BLOCK_BYTES));
    for (const oldest of [...this.#blocks.keys()].slice(0, -most)) this.#blocks.delete(oldest);
    try {
      return await reading;
    } catch (error) {
      if (this.#blocks.get(name) === reading) this.#blocks.delete(name);
      throw error;
    }
  }

  /** Drops what is kept of an object that goes. */
  forget(key: string): void {
    for (const name of [...this.#blocks.keys()]) if (name.endsWith(` ${key}`)) this.#blocks.delete(name);
  }
}
