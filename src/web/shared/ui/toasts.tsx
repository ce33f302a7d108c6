import { useEffect, useSyncExternalStore } from 'react';
import classes from './toasts.module.css';

interface Toast {
  readonly id: number;
  readonly message: string;
  readonly isProblem: boolean;
}

const SHOWN_MS = 5000;
let toasts: readonly Toast[] = [];
let lastId = 0;
const watchers = new Set<() => void>();

/** Says briefly what just happened, at the edge of the page. For things that need no answer. */
export function tell(message: string, isProblem = false): void {
  lastId += 1;
  setToasts([...toasts.slice(-2), { id: lastId, message, isProblem }]);
}

/** Where `tell` speaks; once per page. */
export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <div className={classes.region} role="status" aria-live="polite">
      {shown.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </div>
  );
}

function ToastCard({ toast }: { toast: Toast }) {
  useEffect(() => {
    const timer = setTimeout(() => setToasts(toasts.filter(({ id }) => id !== toast.id)), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [toast.id]);
  return <div className={toast.isProblem ? `${classes.toast} ${classes.problem}` : classes.toast}>{toast.message}</div>;
}

function subscribe(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

function setToasts(next: readonly Toast[]): void {
  toasts = next;
  for (const watcher of watchers) watcher();
}
