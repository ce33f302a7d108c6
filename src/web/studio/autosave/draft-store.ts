/** Fields of a form, by name. */
export type Fields = Record<string, unknown>;

/** What was typed and is not on the server, and what the server had in those fields then. */
interface Draft<F extends Fields> {
  readonly changes: Partial<F>;
  readonly base: Partial<F>;
}

/** Where a form keeps what is not on the server yet. */
export interface DraftStore<F extends Fields> {
  read(): Draft<F> | undefined;
  write(draft: Draft<F>): void;
  clear(): void;
}

/** Drafts in the browser's storage, one under each name. Without storage (a full one, a forbidden one) there are none. */
export function browserDrafts<F extends Fields>(name: string, storage: Storage = localStorage): DraftStore<F> {
  const key = `lectern-draft:${name}`;
  return {
    read() {
      try {
        const text = storage.getItem(key);
        return text === null ? undefined : (JSON.parse(text) as Draft<F>);
      } catch {
        return undefined;
      }
    },
    write(draft) {
      try {
        storage.setItem(key, JSON.stringify(draft));
      } catch {
        // Full: the form still saves to the server, and warns before the page is left.
      }
    },
    clear() {
      try {
        storage.removeItem(key);
      } catch {
        // Forbidden: then nothing was written either.
      }
    },
  };
}
