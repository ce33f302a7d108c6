import { useEffect, useId, useRef } from 'react';
import type { InputHTMLAttributes } from 'react';
import classes from './text-field.module.css';

/** A field with its name above and, below, a hint or what is wrong with it. A new error takes the focus there. */
export function TextField({
  label,
  hint,
  error,
  ...input
}: { label: string; hint?: string | undefined; error?: string | undefined } & Omit<
  InputHTMLAttributes<HTMLInputElement>,
  'id' | 'className'
>) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (error !== undefined) field.current?.focus();
  }, [error]);
  return (
    <div className={classes.field}>
      <label htmlFor={id}>{label}</label>
      <input
        {...input}
        ref={field}
        id={id}
        aria-invalid={error !== undefined}
        aria-describedby={error !== undefined || hint !== undefined ? `${id}-note` : undefined}
      />
      {error !== undefined && (
        <p id={`${id}-note`} className={classes.error}>
          {error}
        </p>
      )}
      {error === undefined && hint !== undefined && (
        <p id={`${id}-note`} className={classes.hint}>
          {hint}
        </p>
      )}
    </div>
  );
}
