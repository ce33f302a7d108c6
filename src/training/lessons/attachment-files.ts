import { AppError } from '../../kernel/app-error.ts';
import type { ObjectStore } from '../../ports/object-store.ts';

/** Largest attachment. */
export const MAX_ATTACHMENT_BYTES = 100 * 1024 * 1024;
/** An attachment is stored in pieces, so that memory stays flat whatever its size. */
const PIECE_BYTES = 4 * 1024 * 1024;

/** Where all attachments lie in the object store. */
export const ATTACHMENTS_FOLDER = 'training/attachments/';

/** Folder of an attachment's pieces. */
export function attachmentFolder(fileId: string): string {
  return `${ATTACHMENTS_FOLDER}${fileId}/`;
}

/** Stores what a stream brings and answers its size. Throws AppError ATTACHMENT_TOO_LARGE; then nothing is left. */
export async function storeAttachment(
  objects: Pick<ObjectStore, 'put' | 'deletePrefix'>,
  fileId: string,
  stream: AsyncIterable<Uint8Array>,
): Promise<number> {
  let sizeBytes = 0;
  let index = 0;
  let piece: Uint8Array[] = [];
  let pieceBytes = 0;
  const flush = async (): Promise<void> => {
    await objects.put(pieceKey(fileId, index++), Buffer.concat(piece));
    piece = [];
    pieceBytes = 0;
  };
  try {
    for await (const bytes of stream) {
      sizeBytes += bytes.length;
      if (sizeBytes > MAX_ATTACHMENT_BYTES) throw tooLarge();
      piece.push(bytes);
      pieceBytes += bytes.length;
      if (pieceBytes >= PIECE_BYTES) await flush();
    }
    if (pieceBytes > 0) await flush();
    return sizeBytes;
  } catch (error) {
    await objects.deletePrefix(attachmentFolder(fileId));
    throw error;
  }
}

/** The bytes of a stored attachment. Throws AppError OBJECT_MISSING where a piece is gone. */
export async function* readAttachment(
  objects: Pick<ObjectStore, 'read' | 'list'>,
  fileId: string,
): AsyncIterable<Uint8Array> {
  for await (const { key } of objects.list(attachmentFolder(fileId))) yield* await objects.read(key);
}

/** What is said to somebody who sends more than is taken. */
export function tooLarge(): AppError {
  const message = `The file has more than the ${MAX_ATTACHMENT_BYTES / 1024 / 1024} MB that are accepted.`;
  return new AppError('ATTACHMENT_TOO_LARGE', { message });
}

const MAX_NAME = 200;

/** The last part of whatever path a browser gives, without control characters. */
export function cleanFileName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  // Control characters, marks that make a name read backwards, and halves of characters.
  const printable = last
    .slice(0, MAX_NAME)
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, '')
    .trim();
  return printable || 'file';
}

function pieceKey(fileId: string, index: number): string {
  return `${attachmentFolder(fileId)}${String(index).padStart(5, '0')}`;
}
