/** Something that may hold what is not on the server yet. */
interface Unsaved {
  readonly isSaved: boolean;
  flush(): Promise<void>;
}

const guarded = new Set<Unsaved>();

/** Has the browser ask before the window is closed while something is not saved. Returns how to stop. */
export function guardLeaving(unsaved: Unsaved): () => void {
  if (guarded.size === 0) addEventListener('beforeunload', askBeforeLeaving);
  guarded.add(unsaved);
  return () => {
    guarded.delete(unsaved);
    if (guarded.size === 0) removeEventListener('beforeunload', askBeforeLeaving);
  };
}

/** Sends everything now. True when all of it is on the server. */
export async function saveEverything(): Promise<boolean> {
  await Promise.all([...guarded].map((each) => each.flush()));
  return [...guarded].every(({ isSaved }) => isSaved);
}

function askBeforeLeaving(event: BeforeUnloadEvent): void {
  if ([...guarded].every(({ isSaved }) => isSaved)) return;
  void saveEverything();
  event.preventDefault(); // the browser asks in its own words
}
