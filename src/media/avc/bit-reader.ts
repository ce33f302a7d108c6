import { MediaError } from '../media-error.ts';

/** Reads bits from the most significant on. Reading past the end throws MediaError naming `where`. */
export class BitReader {
  readonly #bytes: Uint8Array;
  readonly #where: string;
  #position = 0;

  constructor(bytes: Uint8Array, where: string) {
    this.#bytes = bytes;
    this.#where = where;
  }

  /** Bits left. */
  get remaining(): number {
    return this.#bytes.length * 8 - this.#position;
  }

  bit(): number {
    if (this.remaining < 1) this.fail('another bit', 'the end');
    const byte = this.#bytes[this.#position >> 3]!;
    return (byte >> (7 - (this.#position++ & 7))) & 1;
  }

  flag(): boolean {
    return this.bit() === 1;
  }

  /** An unsigned number of up to 32 bits. */
  bits(count: number): number {
    if (count > this.remaining) this.fail(`${count} more bits`, String(this.remaining));
    let value = 0;
    for (let i = 0; i < count; i++) value = value * 2 + this.bit();
    return value;
  }

  skip(count: number): void {
    if (count > this.remaining) this.fail(`${count} more bits`, String(this.remaining));
    this.#position += count;
  }

  /** Goes on at the next whole byte. */
  align(): void {
    this.#position = (this.#position + 7) & ~7;
  }

  /** ue(v) of H.264 §9.1, at most 2^32 - 2. */
  unsignedExpGolomb(): number {
    let zeros = 0;
    while (this.bit() === 0) {
      if (++zeros > 31) this.fail('an Exp-Golomb code of at most 32 bits', 'more');
    }
    return 2 ** zeros - 1 + this.bits(zeros);
  }

  /** ue(v) that must not be above `highest`. */
  unsignedExpGolombUpTo(highest: number, what: string): number {
    const value = this.unsignedExpGolomb();
    return value <= highest ? value : this.fail(`${what} of at most ${highest}`, String(value));
  }

  /** se(v) of H.264 §9.1.1. */
  signedExpGolomb(): number {
    const code = this.unsignedExpGolomb();
    return code % 2 === 1 ? (code + 1) / 2 : code === 0 ? 0 : -(code / 2);
  }

  fail(wanted: string, got: string): never {
    throw new MediaError(`${this.#where}: wanted ${wanted}, got ${got}`);
  }
}
