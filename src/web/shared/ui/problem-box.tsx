import { Alert, Button } from '@mantine/core';
import { text } from '../text.ts';
import classes from './problem-box.module.css';

/** What went wrong, what to do about it, and the button that does it. */
export function ProblemBox(props: {
  message: string;
  action?: string | undefined;
  requestId?: string | undefined;
  button: string;
  isBusy?: boolean;
  onPress: () => void;
}) {
  return (
    <Alert className={classes.box} color="red" variant="light" role="alert">
      <p className={classes.message}>{props.message}</p>
      {props.action !== undefined && props.action !== '' && <p className={classes.action}>{props.action}</p>}
      {props.requestId !== undefined && <p className={classes.reference}>{text.errors.reference(props.requestId)}</p>}
      <Button size="xs" variant="default" loading={props.isBusy === true} onClick={props.onPress}>
        {props.button}
      </Button>
    </Alert>
  );
}
