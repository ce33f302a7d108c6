import type { ReactNode } from 'react';
import classes from './panel.module.css';

/** A titled box of a page. `aside` stands at the right of the title. */
export function Panel(props: { title: string; hint?: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className={classes.panel} aria-label={props.title}>
      <header className={classes.head}>
        <h2>{props.title}</h2>
        {props.aside}
      </header>
      {props.hint !== undefined && <p className={classes.hint}>{props.hint}</p>}
      {props.children}
    </section>
  );
}
