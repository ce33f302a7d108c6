const WINDOW_MS = 5000;
const LEAST_SPAN_MS = 800;

/** How fast bytes went over the last five seconds. */
export class TransferRate {
  #samples: Array<{ bytes: number; atMs: number }> = [];

  /** Notes how many bytes have gone in all. Going back (a retry) begins anew. */
  add(bytes: number, atMs: number): void {
    const last = this.#samples.at(-1);
    if (last !== undefined && bytes < last.bytes) this.#samples = [];
    this.#samples.push({ bytes, atMs });
    while ((this.#samples[0]?.atMs ?? atMs) < atMs - WINDOW_MS) this.#samples.shift();
  }

  /** Undefined until there is enough to tell, and when nothing moved for a while. */
  bytesPerSecond(nowMs: number): number | undefined {
    const [first] = this.#samples;
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || nowMs - last.atMs > WINDOW_MS) return undefined;
    const spanMs = last.atMs - first.atMs;
    return spanMs < LEAST_SPAN_MS ? undefined : ((last.bytes - first.bytes) * 1000) / spanMs;
  }
}
