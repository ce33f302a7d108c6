import { purposeKey } from '../upload-purpose.ts';
import type { UploadPurpose } from '../upload-purpose.ts';

const keyOf = ({ name, type, size, lastModified }: File, purpose: UploadPurpose): string =>
  `lectern-direct-upload:${[name, type, size, lastModified, purposeKey(purpose)].join('|')}`;

/** The unfinished uploads of this browser, by their files: after a reload the same file goes on where it stopped. */
export const rememberedUploads = {
  idOf(file: File, purpose: UploadPurpose): string | undefined {
    try {
      return localStorage.getItem(keyOf(file, purpose)) ?? undefined;
    } catch {
      return undefined; // no storage: the file then begins anew
    }
  },
  remember(file: File, purpose: UploadPurpose, id: string): void {
    try {
      localStorage.setItem(keyOf(file, purpose), id);
    } catch {
      // No storage, or none left.
    }
  },
  forget(file: File, purpose: UploadPurpose): void {
    try {
      localStorage.removeItem(keyOf(file, purpose));
    } catch {
      // No storage.
    }
  },
};
