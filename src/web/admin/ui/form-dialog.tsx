import { Button } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { text } from '../text.ts';
import classes from './form-dialog.module.css';

/** A form in front of the page; Escape leaves it. Without `submit` it only shows something. */
export function FormDialog(props: {
  title: string;
  hint?: string;
  children: ReactNode;
  submit?: { name: string; isBusy: boolean; onSubmit: () => void };
  onClose: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal(); // the browser's own dialog: it traps the focus and gives it back
  }, []);
  const close = (): void => dialog.current?.close();
  return (
    <dialog ref={dialog} className={classes.dialog} aria-labelledby="form-title" onClose={props.onClose}>
      <form
        className={classes.body}
        onSubmit={(event) => {
          event.preventDefault();
          props.submit?.onSubmit();
        }}
      >
        <h2 id="form-title">{props.title}</h2>
        {props.hint !== undefined && <p>{props.hint}</p>}
        <div className={classes.fields}>{props.children}</div>
        <div className={classes.actions}>
          <Button variant="default" onClick={close}>
            {text.close}
          </Button>
          {props.submit && (
            <Button type="submit" loading={props.submit.isBusy}>
              {props.submit.name}
            </Button>
          )}
        </div>
      </form>
    </dialog>
  );
}
