/** Cuts a stream of bytes into lines, keeping only the unfinished one in memory. */
export class LineSplitter {
  /** Lines so far. */
  count = 0;
  readonly #onLine: (line: string) => void;
  readonly #decoder = new TextDecoder();
  #rest = '';

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  /** Takes the next bytes. */
  push(bytes: Uint8Array): void {
    const lines = (this.#rest + this.#decoder.decode(bytes, { stream: true })).split('\n');
    this.#rest = lines.pop() ?? '';
    this.count += lines.length;
    for (const line of lines) this.#onLine(line);
  }

  /** Takes what is left as the last line. */
  finish(): void {
    if (this.#rest) this.#onLine(this.#rest);
    this.#rest = '';
  }
}
