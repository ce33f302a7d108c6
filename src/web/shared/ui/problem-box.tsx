import { Alert, Button } from '@mantine/core';
import classes from './problem-box.module.css';

/** What went wrong, what to do about it, and the button that does it. */
export function ProblemBox(props: {
  message: string;
  action?: string | undefined;
  button: string;
  isBusy?: boolean;
  onPress: () => void;
}) {
  return (
    <Alert className={classes.box} color="red" variant="light" role="alert">
      <p className={classes.message}>{props.message}</p>
      {props.action !== undefined && props.action !== '' && <p className={classes.action}>{props.action}</p>}
      <Button size="xs" color="red" loading={props.isBusy === true} onClick={props.onPress}>
        {props.button}
      </Button>
    </Alert>
  );
}
