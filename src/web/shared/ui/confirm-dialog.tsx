import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import classes from './confirm-dialog.module.css';
import { PlainButton } from './forms/button.tsx';

/** Asks before something that cannot be undone. The safe answer has the focus; Escape gives it. */
export function ConfirmDialog(props: {
  title: string;
  body: ReactNode;
  confirm: string;
  keep: string;
  onConfirm: () => void;
  onClose: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal(); // the browser's own dialog: it traps the focus and gives it back
  }, []);
  return (
    <dialog
      ref={dialog}
      className={classes.dialog}
      aria-labelledby="confirm-title"
      onClose={props.onClose}
      onClick={(event) => {
        if (event.target === dialog.current) dialog.current.close();
      }}
    >
      <div className={classes.body}>
        <h2 id="confirm-title">{props.title}</h2>
        <p>{props.body}</p>
        <div className={classes.actions}>
          <PlainButton onClick={() => dialog.current?.close()} autoFocus>
            {props.keep}
          </PlainButton>
          <PlainButton
            look="danger"
            onClick={() => {
              props.onConfirm();
              dialog.current?.close();
            }}
          >
            {props.confirm}
          </PlainButton>
        </div>
      </div>
    </dialog>
  );
}
