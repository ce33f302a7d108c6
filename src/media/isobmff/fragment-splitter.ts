import { MediaError } from '../media-error.ts';
import { printableType, readBoxHeader } from './box.ts';

/** What comes out of a fragmented MP4 stream: its init (ftyp and moov) once, then fragments (moof and mdat). */
export type SplitPiece =
  | { readonly kind: 'init'; readonly bytes: Uint8Array }
  | { readonly kind: 'fragment'; readonly bytes: Uint8Array };

// The longest header: 64-bit size and a uuid type.
const MAX_HEADER_BYTES = 32;
const FIRST_CAPACITY_BYTES = 1024 * 1024;

/**
 * Cuts a fragmented MP4 that arrives in arbitrary chunks (a pipe) into its init and its fragments, byte for byte.
 *
 * styp, sidx, free, mfra and boxes it does not know are left out, except between a moof and its mdat, where data
 * offsets count over them. Every byte is copied once, so a chunk may be reused after `push`. A stream of
 * fragments without init is accepted. After a throw the splitter must be dropped.
 */
export class FragmentSplitter {
  readonly #maxBoxBytes: number;
  readonly #header = new Uint8Array(MAX_HEADER_BYTES);
  #headerLength = 0;
  /** Bytes still to come of the current box; 0 between boxes. */
  #boxRemaining = 0;
  #isSkipping = false;
  /** Ends a piece when complete: moov or mdat. */
  #isLastBoxOfPiece = false;
  #piece = new Uint8Array(0);
  #pieceLength = 0;
  /** What the piece will hold when the current box is complete. */
  #pieceTarget = 0;
  #pieceKind: SplitPiece['kind'] | undefined;
  #hasInit = false;
  #streamOffset = 0;

  /** `maxBoxBytes` bounds every single box, skipped ones too, so that a wrong size cannot fill the memory. */
  constructor(options: { readonly maxBoxBytes?: number } = {}) {
    this.#maxBoxBytes = options.maxBoxBytes ?? 64 * 1024 * 1024;
  }

  /** Takes the next bytes and returns the pieces they complete. Throws MediaError for boxes that cannot be right. */
  push(chunk: Uint8Array): SplitPiece[] {
    const pieces: SplitPiece[] = [];
    for (let at = 0; at < chunk.length;) {
      if (this.#boxRemaining === 0) {
        this.#header[this.#headerLength++] = chunk[at++]!;
        this.#streamOffset++;
        if (this.#headerLength >= 8) this.#tryHeader();
      } else {
        const length = Math.min(this.#boxRemaining, chunk.length - at);
        if (!this.#isSkipping) this.#append(chunk.subarray(at, at + length));
        at += length;
        this.#streamOffset += length;
        this.#boxRemaining -= length;
      }
      if (this.#boxRemaining === 0 && this.#headerLength === 0 && this.#isLastBoxOfPiece)
        pieces.push(this.#takePiece());
    }
    return pieces;
  }

  /**
   * Call at the end of the stream. Throws MediaError when a box, a moof without mdat or a ftyp without moov is left.
   */
  finish(): void {
    if (this.#boxRemaining > 0 || this.#headerLength > 0) {
      const missing = this.#boxRemaining > 0 ? `${this.#boxRemaining} more bytes of a box` : 'a whole box header';
      throw new MediaError(`stream end at byte ${this.#streamOffset}: wanted ${missing}, got nothing`);
    }
    if (this.#pieceKind) {
      const wanted = this.#pieceKind === 'init' ? 'moov after ftyp' : 'mdat after moof';
      throw new MediaError(`stream end at byte ${this.#streamOffset}: wanted ${wanted}, got nothing`);
    }
  }

  #tryHeader(): void {
    const header = readBoxHeader(this.#header, 0, this.#headerLength);
    if (!header) return;
    const where = `${printableType(header.type)} at byte ${this.#streamOffset - this.#headerLength} of the stream`;
    if (header.size < header.headerSize) {
      const got = header.size === 0 ? 'one that reaches to the end' : `${header.size} bytes`;
      throw new MediaError(`${where}: wanted a box of at least ${header.headerSize} bytes, got ${got}`);
    }
    if (header.size > this.#maxBoxBytes) {
      throw new MediaError(`${where}: wanted at most ${this.#maxBoxBytes} bytes, got ${header.size}`);
    }
    this.#enterBox(header.type, where);
    this.#boxRemaining = header.size - this.#headerLength;
    if (!this.#isSkipping) {
      this.#pieceTarget = this.#pieceLength + header.size;
      if (this.#pieceTarget > 2 * this.#maxBoxBytes) {
        throw new MediaError(
          `${where}: wanted at most ${2 * this.#maxBoxBytes} bytes in a ${this.#pieceKind}, got ${this.#pieceTarget}`,
        );
      }
      this.#append(this.#header.subarray(0, this.#headerLength));
    }
    this.#headerLength = 0;
  }

  #enterBox(type: string, where: string): void {
    this.#isSkipping = false;
    this.#isLastBoxOfPiece = false;
    if (type === 'ftyp' && !this.#pieceKind && !this.#hasInit) {
      this.#pieceKind = 'init';
    } else if (type === 'moov' && this.#pieceKind === 'init') {
      this.#isLastBoxOfPiece = true;
      this.#hasInit = true;
    } else if (type === 'moof' && !this.#pieceKind) {
      this.#pieceKind = 'fragment';
    } else if (type === 'mdat' && this.#pieceKind === 'fragment') {
      this.#isLastBoxOfPiece = true;
    } else if (type === 'ftyp' || type === 'moov' || type === 'moof' || type === 'mdat') {
      throw new MediaError(`${where}: wanted ${this.#wantedNext()}, got ${type}`);
    } else {
      this.#isSkipping = this.#pieceKind !== 'fragment';
    }
  }

  #wantedNext(): string {
    if (this.#pieceKind === 'init') return 'moov after ftyp';
    if (this.#pieceKind === 'fragment') return 'mdat after moof';
    return this.#hasInit ? 'moof' : 'ftyp or moof';
  }

  #append(bytes: Uint8Array): void {
    const needed = this.#pieceLength + bytes.length;
    if (needed > this.#piece.length) {
      // Doubles with what really arrived, never past what was declared: a wrong size alone costs one MiB.
      const wanted = Math.max(needed, 2 * this.#piece.length, FIRST_CAPACITY_BYTES);
      const grown = new Uint8Array(Math.min(wanted, this.#pieceTarget));
      grown.set(this.#piece.subarray(0, this.#pieceLength));
      this.#piece = grown;
    }
    this.#piece.set(bytes, this.#pieceLength);
    this.#pieceLength = needed;
  }

  #takePiece(): SplitPiece {
    const piece: SplitPiece = { kind: this.#pieceKind!, bytes: this.#piece.subarray(0, this.#pieceLength) };
    this.#piece = new Uint8Array(0);
    this.#pieceLength = 0;
    this.#pieceKind = undefined;
    this.#isLastBoxOfPiece = false;
    return piece;
  }
}
