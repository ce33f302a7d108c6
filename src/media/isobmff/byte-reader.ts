import { MediaError } from '../media-error.ts';
import { type Box, printableType } from './box.ts';

/**
 * Reads big-endian fields one after another inside [position, end) of some bytes.
 *
 * Reading past the end throws MediaError naming `where`, never a RangeError.
 */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #where: string;
  readonly #end: number;
  #position: number;

  constructor(bytes: Uint8Array, where: string, position = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#where = where;
    this.#end = Math.min(end, bytes.length);
    this.#position = position;
  }

  /** A reader over the payload of a box. */
  static inBox(bytes: Uint8Array, box: Box): ByteReader {
    return new ByteReader(
      bytes,
      `${printableType(box.type)} at byte ${box.offset}`,
      box.offset + box.headerSize,
      box.offset + box.size,
    );
  }

  get position(): number {
    return this.#position;
  }

  get remaining(): number {
    return this.#end - this.#position;
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2));
  }

  u24(): number {
    return this.u16() * 256 + this.u8();
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4));
  }

  i32(): number {
    return this.#view.getInt32(this.#take(4));
  }

  /** Throws MediaError above 2^53 - 1, which no real file reaches. */
  u64(): number {
    const value = this.u32() * 2 ** 32 + this.u32();
    if (!Number.isSafeInteger(value)) this.fail('a 64-bit number below 2^53', String(value));
    return value;
  }

  fourcc(): string {
    const at = this.#take(4);
    return String.fromCharCode(...this.#bytes.subarray(at, at + 4));
  }

  /** A view, not a copy. */
  bytes(length: number): Uint8Array {
    const at = this.#take(length);
    return this.#bytes.subarray(at, at + length);
  }

  skip(length: number): void {
    this.#take(length);
  }

  /** The version and the flags that open every FullBox (ISO/IEC 14496-12 §4.2). */
  versionAndFlags(): { version: number; flags: number } {
    return { version: this.u8(), flags: this.u24() };
  }

  fail(wanted: string, got: string): never {
    throw new MediaError(`${this.#where}: wanted ${wanted}, got ${got}`);
  }

  #take(length: number): number {
    if (length > this.remaining) this.fail(`${length} more bytes at byte ${this.#position}`, `${this.remaining}`);
    const at = this.#position;
    this.#position += length;
    return at;
  }
}
