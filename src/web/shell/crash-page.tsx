import { text } from '../shared/text.ts';
import { PlainButton } from '../shared/ui/forms/button.tsx';
import classes from './shell.module.css';

/** For our own mistakes, and for code that could not be loaded after an update. */
export function CrashPage({ detail }: { detail: string }) {
  return (
    <div className={classes.message} role="alert">
      <h1>{text.shell.crashed}</h1>
      <p>
        {text.shell.crashedHint}
        <br />
        <small>{detail}</small>
      </p>
      <PlainButton look="primary" onClick={() => location.reload()}>
        {text.shell.reload}
      </PlainButton>
    </div>
  );
}
