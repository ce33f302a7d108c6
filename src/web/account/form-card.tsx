import type { ReactNode } from 'react';
import { ApiError } from '../shared/api/api-client.ts';
import { usePageTitle } from '../shared/ui/use-page-title.ts';
import classes from './account-form.module.css';

/** The one thing that a page about accounts is for. */
export function FormCard({ title, hint, children }: { title: string; hint?: string | undefined; children: ReactNode }) {
  usePageTitle(title);
  return (
    <div className={classes.card}>
      <h1>{title}</h1>
      {hint !== undefined && <p className={classes.hint}>{hint}</p>}
      {children}
    </div>
  );
}

/** Why the server refused what was sent; said aloud when it comes. */
export function FormProblem({ error }: { error: Error | null }) {
  if (error === null) return null;
  const action = error instanceof ApiError ? error.problem.action : '';
  return (
    <p className={classes.problem} role="alert">
      <strong>{error.message}</strong>
      {action}
    </p>
  );
}
