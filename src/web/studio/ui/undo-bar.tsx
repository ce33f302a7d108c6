import { Button } from '@mantine/core';
import { useEffect, useSyncExternalStore } from 'react';
import { text } from '../text.ts';
import classes from './undo-bar.module.css';

interface Offer {
  readonly message: string;
  readonly undo: () => void;
}

const OFFERED_MS = 12_000;
let offer: Offer | undefined;
const watchers = new Set<() => void>();

/** Says what was just taken away, with the button that brings it back. Later the bin does. */
export function offerUndo(message: string, undo: () => void): void {
  show({ message, undo });
}

/** Where `offerUndo` speaks; once per page. */
export function UndoBar() {
  const shown = useSyncExternalStore(subscribe, () => offer);
  useEffect(() => {
    if (shown === undefined) return;
    const timer = setTimeout(() => show(undefined), OFFERED_MS);
    return () => clearTimeout(timer);
  }, [shown]);
  return (
    <div className={classes.place} role="status">
      {shown !== undefined && (
        <div className={classes.bar}>
          <span>{shown.message}</span>
          <Button
            size="compact-sm"
            variant="white"
            color="dark"
            onClick={() => {
              show(undefined);
              shown.undo();
            }}
          >
            {text.undo}
          </Button>
        </div>
      )}
    </div>
  );
}

function subscribe(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

function show(next: Offer | undefined): void {
  offer = next;
  for (const watcher of watchers) watcher();
}
