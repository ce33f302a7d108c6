import { useEffect, useState, useSyncExternalStore } from 'react';
import { Autosaver } from './autosaver.ts';
import type { AutosaveView, Saved } from './autosaver.ts';
import { browserDrafts } from './draft-store.ts';
import type { Fields } from './draft-store.ts';
import { guardLeaving } from './leave-guard.ts';

/** A form that saves itself: what it shows, and how it is changed. */
export interface Autosave<F extends Fields> extends AutosaveView<F> {
  readonly saver: Autosaver<F>;
  readonly set: (change: Partial<F>) => void;
}

/**
 * Keeps a form on the server while it is typed. One form a component's life: give the component a `key` where what it
 * edits can change.
 */
export function useAutosave<F extends Fields>(options: {
  /** Names the draft in this browser. */
  readonly name: string;
  readonly saved: Saved<F>;
  readonly save: (changes: Partial<F>, version: number, base: F) => Promise<Saved<F>>;
  readonly load: () => Promise<Saved<F>>;
}): Autosave<F> {
  const { saved } = options;
  const [saver] = useState(() => new Autosaver<F>({ ...options, drafts: browserDrafts<F>(options.name) }));
  const view = useSyncExternalStore(saver.subscribe, saver.view);
  const said = JSON.stringify(saved);
  useEffect(() => saver.serverSaid(JSON.parse(said) as Saved<F>), [saver, said]);
  useEffect(() => {
    const stopGuarding = guardLeaving(saver);
    const sendNow = (): void => void saver.flush();
    addEventListener('online', sendNow);
    return () => {
      stopGuarding();
      removeEventListener('online', sendNow);
      void saver.flush(); // goes on while another page is looked at
    };
  }, [saver]);
  return { ...view, saver, set: (change) => saver.set(change) };
}
