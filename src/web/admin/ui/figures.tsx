import type { ReactNode } from 'react';
import classes from './figures.module.css';

/** One number with its name and a second line. */
export interface Figure {
  readonly name: string;
  readonly value: ReactNode;
  readonly hint?: string;
}

/** Numbers side by side. */
export function Figures({ figures }: { figures: readonly Figure[] }) {
  return (
    <dl className={classes.figures}>
      {figures.map(({ name, value, hint }) => (
        <div key={name} className={classes.figure}>
          <dt>{name}</dt>
          <dd className={classes.value}>{value}</dd>
          {hint !== undefined && <dd className={classes.hint}>{hint}</dd>}
        </div>
      ))}
    </dl>
  );
}

/** A word on a coloured ground. */
export function Tag({ tone, children }: { tone: 'good' | 'bad' | 'plain'; children: ReactNode }) {
  return <span className={`${classes.tag} ${classes[tone]}`}>{children}</span>;
}

/** How large a part is. Beside it stands the same in words. */
export function Bar({ share }: { share: number }) {
  return (
    <span className={classes.bar} aria-hidden="true">
      <span style={{ width: `${Math.min(100, Math.max(share > 0 ? 1 : 0, share * 100))}%` }} />
    </span>
  );
}
