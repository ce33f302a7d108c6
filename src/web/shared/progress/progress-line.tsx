import { Progress } from '@mantine/core';
import classes from './progress-line.module.css';

/** A bar with a sentence under it. The sentence has its place even while it says nothing. */
export function ProgressLine(props: { percent: number; label: string; sentence: string; isIdle?: boolean }) {
  return (
    <div className={classes.line}>
      <Progress.Root size={6} radius="xl" transitionDuration={300}>
        <Progress.Section
          value={props.percent}
          color={props.isIdle === true ? 'gray.5' : 'lectern'}
          aria-label={props.label}
        />
      </Progress.Root>
      <p className={classes.sentence}>{props.sentence}</p>
    </div>
  );
}
