import { Button } from '@mantine/core';
import { text } from '../shared/text.ts';
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
      <Button onClick={() => location.reload()}>{text.shell.reload}</Button>
    </div>
  );
}
