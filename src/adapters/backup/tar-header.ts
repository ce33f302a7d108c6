/** Bytes of a header, and what everything in a tar file is filled up to. */
export const TAR_BLOCK = 512;

/** One file in a tar file. */
export interface TarHeader {
  readonly name: string;
  readonly sizeBytes: number;
}

/** The largest size that eleven octal digits can say; above it GNU tar's binary numbers are used. */
const MOST_OCTAL = 8 ** 11 - 1;

/** A ustar header (POSIX.1-1988) of a plain file. Throws where the name fits neither name nor prefix (bug: ours are short). */
export function encodeTarHeader({ name, sizeBytes }: TarHeader, modifiedAtMs: number): Uint8Array {
  const { prefix, rest } = splitName(name);
  const block = Buffer.alloc(TAR_BLOCK);
  block.write(rest, 0, 100, 'latin1');
  block.write('0000600\0' + '0000000\0' + '0000000\0', 100, 'latin1'); // mode, owner, group
  writeSize(block, sizeBytes);
  block.write(`${octal(Math.floor(modifiedAtMs / 1000), 11)}\0`, 136, 'latin1');
  block.write('        ', 148, 'latin1'); // the sum is taken over blanks in its own place
  block.write('0', 156, 'latin1');
  block.write('ustar\u000000', 257, 'latin1');
  block.write(prefix, 345, 155, 'latin1');
  block.write(`${octal(sumOf(block), 6)}\0 `, 148, 'latin1');
  return block;
}

/** Undefined for a block of zeros (the end), `foreign` for what is no header of a plain file. */
export function decodeTarHeader(block: Uint8Array): TarHeader | 'foreign' | undefined {
  if (block.every((byte) => byte === 0)) return undefined;
  const bytes = Buffer.from(block);
  const sum = Number.parseInt(textOf(bytes, 148, 8).trim(), 8);
  bytes.write('        ', 148, 'latin1');
  if (sum !== sumOf(bytes) || textOf(bytes, 257, 5) !== 'ustar') return 'foreign';
  if (!['0', ''].includes(textOf(bytes, 156, 1))) return 'foreign'; // links and devices have no place in a backup
  const sizeBytes = readSize(bytes);
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0) return 'foreign';
  const prefix = textOf(bytes, 345, 155);
  const rest = textOf(bytes, 0, 100);
  return { name: prefix === '' ? rest : `${prefix}/${rest}`, sizeBytes };
}

/** Bytes between the end of a file and the next header. */
export function tarPadding(sizeBytes: number): number {
  return (TAR_BLOCK - (sizeBytes % TAR_BLOCK)) % TAR_BLOCK;
}

function splitName(name: string): { prefix: string; rest: string } {
  if (name.length <= 100) return { prefix: '', rest: name };
  const at = name.indexOf('/', name.length - 101);
  if (at === -1 || at > 155) throw new Error(`bug: the name ${name} is too long for a tar file`);
  return { prefix: name.slice(0, at), rest: name.slice(at + 1) };
}

function writeSize(block: Buffer, sizeBytes: number): void {
  if (sizeBytes <= MOST_OCTAL) {
    block.write(`${octal(sizeBytes, 11)}\0`, 124, 'latin1');
    return;
  }
  block[124] = 0x80;
  block.writeBigUInt64BE(BigInt(sizeBytes), 128);
}

function readSize(block: Buffer): number {
  if ((block[124] ?? 0) & 0x80) return Number(block.readBigUInt64BE(128));
  const text = textOf(block, 124, 12).trim();
  return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number.NaN;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}

function sumOf(block: Uint8Array): number {
  return block.reduce((sum, byte) => sum + byte, 0);
}

function textOf(block: Buffer, start: number, length: number): string {
  const field = block.toString('latin1', start, start + length);
  const end = field.indexOf('\0');
  return end === -1 ? field : field.slice(0, end);
}
