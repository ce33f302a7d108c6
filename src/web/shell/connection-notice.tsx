import { useEffect, useState, useSyncExternalStore } from 'react';
import { useIsConnected } from '../shared/api/live-updates.ts';
import { text } from '../shared/text.ts';
import classes from './shell.module.css';

const PATIENCE_MS = 2000;

/** Says that the page may be out of date, once that has lasted a moment. Lies over the page and moves nothing. */
export function ConnectionNotice() {
  const isConnected = useIsConnected();
  const isOnline = useSyncExternalStore(subscribeOnline, () => navigator.onLine);
  const [isShown, setIsShown] = useState(false);
  useEffect(() => {
    if (isConnected) return;
    const timer = setTimeout(() => setIsShown(true), PATIENCE_MS);
    return () => {
      clearTimeout(timer);
      setIsShown(false);
    };
  }, [isConnected]);

  return (
    <div role="status">
      {!isOnline && <div className={classes.notice}>{text.shell.offline}</div>}
      {isOnline && isShown && <div className={classes.notice}>{text.shell.connectionLost}</div>}
    </div>
  );
}

function subscribeOnline(watcher: () => void): () => void {
  addEventListener('online', watcher);
  addEventListener('offline', watcher);
  return () => {
    removeEventListener('online', watcher);
    removeEventListener('offline', watcher);
  };
}
