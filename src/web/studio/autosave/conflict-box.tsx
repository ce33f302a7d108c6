import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { text } from '../text.ts';
import type { Autosave } from './use-autosave.ts';
import type { Fields } from './draft-store.ts';
import classes from './conflict-box.module.css';

/** Both versions of what two people changed at once, and the choice between them. */
export function ConflictBox<F extends Fields>(props: {
  form: Autosave<F>;
  /** What a field is called for people. */
  names: Readonly<Partial<Record<keyof F, string>>>;
}) {
  const { conflict, saver } = props.form;
  const box = useRef<HTMLElement>(null);
  const isShown = conflict !== undefined;
  useEffect(() => {
    if (isShown) box.current?.scrollIntoView({ block: 'nearest' }); // who types may be far below
  }, [isShown]);
  if (conflict === undefined) return null;
  return (
    <section ref={box} className={classes.box} role="alert">
      <h2>{text.saving.conflictTitle}</h2>
      <p>{text.saving.conflictBody}</p>
      {Object.keys(conflict.mine).map((name) => (
        <div key={name} className={classes.pair}>
          <figure>
            <figcaption>{text.saving.mine(props.names[name] ?? name)}</figcaption>
            <pre tabIndex={0}>{words(conflict.mine[name])}</pre>
          </figure>
          <figure>
            <figcaption>{text.saving.theirs(props.names[name] ?? name)}</figcaption>
            <pre tabIndex={0}>{words(conflict.theirs.fields[name])}</pre>
          </figure>
        </div>
      ))}
      <div className={classes.actions}>
        <Button size="sm" onClick={() => saver.settle('mine')}>
          {text.saving.keepMine}
        </Button>
        <Button size="sm" variant="default" onClick={() => saver.settle('theirs')}>
          {text.saving.keepTheirs}
        </Button>
      </div>
    </section>
  );
}

function words(value: unknown): string {
  if (typeof value === 'boolean') return value ? text.saving.yes : text.saving.no;
  return typeof value === 'string' ? value : JSON.stringify(value, undefined, 1);
}
