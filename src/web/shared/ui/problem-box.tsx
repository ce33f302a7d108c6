import { text } from '../text.ts';
import { PlainButton } from './forms/button.tsx';
import classes from './problem-box.module.css';

/** What went wrong, what to do about it, and the button that does it. */
export function ProblemBox(props: {
  /** Where it stands for a whole page: that page's heading. */
  title?: string | undefined;
  message: string;
  action?: string | undefined;
  requestId?: string | undefined;
  button: string;
  isBusy?: boolean;
  onPress: () => void;
}) {
  return (
    <div className={classes.box} role="alert">
      {props.title !== undefined && <h1 className={classes.title}>{props.title}</h1>}
      <p className={classes.message}>{props.message}</p>
      {props.action !== undefined && props.action !== '' && <p className={classes.action}>{props.action}</p>}
      {props.requestId !== undefined && <p className={classes.reference}>{text.errors.reference(props.requestId)}</p>}
      <PlainButton isBusy={props.isBusy === true} onClick={props.onPress}>
        {props.button}
      </PlainButton>
    </div>
  );
}
