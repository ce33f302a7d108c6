/** Takes exact numbers of bytes out of a stream of pieces of any size; keeps one piece in memory. */
export class ByteSource {
  readonly #pieces: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(pieces: AsyncIterable<Uint8Array>) {
    this.#pieces = pieces[Symbol.asyncIterator]();
  }

  /** Fewer bytes than asked for only at the end. For small numbers: they are held in memory. */
  async take(count: number): Promise<Uint8Array> {
    const taken: Uint8Array[] = [];
    for await (const piece of this.stream(count)) taken.push(piece);
    return taken.length === 1 ? taken[0]! : Buffer.concat(taken);
  }

  /** The next bytes in pieces as they come; fewer than asked for only at the end. */
  async *stream(count: number): AsyncGenerator<Uint8Array> {
    let left = count;
    while (left > 0) {
      if (this.#rest.length === 0) {
        const next = await this.#pieces.next();
        if (next.done === true) return;
        this.#rest = next.value;
        continue;
      }
      const piece = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
  }

  /** Reads no more. */
  async close(): Promise<void> {
    await this.#pieces.return?.();
  }
}
