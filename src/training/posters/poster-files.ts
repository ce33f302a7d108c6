import { newId } from '../../kernel/ids.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { ObjectStore } from '../../ports/object-store.ts';

const TYPES = { jpg: 'image/jpeg', png: 'image/png', webp: 'image/webp' } as const;

/** Where all posters lie in the object store. */
export const POSTERS_FOLDER = 'training/posters/';

/** Where a poster lies in the object store. */
export function posterKey(posterFile: string): string {
  return `${POSTERS_FOLDER}${posterFile}`;
}

/** Stores a picture under a new name and answers that. Throws AppError POSTER_UNREADABLE for what is none of the three types. */
export async function storePoster(objects: Pick<ObjectStore, 'put'>, bytes: Uint8Array): Promise<string> {
  const ending = endingOf(bytes);
  if (!ending) throw new AppError('POSTER_UNREADABLE', { message: 'The poster is neither JPEG, PNG nor WebP.' });
  const posterFile = `${newId()}.${ending}`;
  await objects.put(posterKey(posterFile), bytes);
  return posterFile;
}

/** Content-Type of a stored poster: what its bytes said when it was stored, whatever its sender said. */
export function posterType(posterFile: string): string {
  return TYPES[posterFile.split('.').at(-1) as keyof typeof TYPES] ?? 'application/octet-stream';
}

function endingOf(bytes: Uint8Array): keyof typeof TYPES | undefined {
  const begins = (text: string, at = 0): boolean =>
    Buffer.from(bytes.subarray(at, at + text.length)).toString('latin1') === text;
  if (begins('\u00FF\u00D8\u00FF')) return 'jpg';
  if (begins('\u0089PNG\r\n\u001A\n')) return 'png';
  return begins('RIFF') && begins('WEBP', 8) ? 'webp' : undefined;
}
