const keyOf = ({ name, type, size, lastModified }: File, lessonId: string | undefined): string =>
  `lectern-direct-upload:${[name, type, size, lastModified, lessonId ?? ''].join('|')}`;

/** The unfinished uploads of this browser, by their files: after a reload the same file goes on where it stopped. */
export const rememberedUploads = {
  idOf(file: File, lessonId: string | undefined): string | undefined {
    try {
      return localStorage.getItem(keyOf(file, lessonId)) ?? undefined;
    } catch {
      return undefined; // no storage: the file then begins anew
    }
  },
  remember(file: File, lessonId: string | undefined, id: string): void {
    try {
      localStorage.setItem(keyOf(file, lessonId), id);
    } catch {
      // No storage, or none left.
    }
  },
  forget(file: File, lessonId: string | undefined): void {
    try {
      localStorage.removeItem(keyOf(file, lessonId));
    } catch {
      // No storage.
    }
  },
};
