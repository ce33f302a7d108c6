import { formatPercent } from '../../../shared/format.ts';
import classes from './tabs.module.css';

/** A percentage as a bar and a number. */
export function Share({ percent }: { percent: number }) {
  return (
    <span className={classes.share}>
      <span className={classes.track} aria-hidden="true">
        <span className={classes.fill} style={{ width: `${Math.min(100, percent)}%` }} />
      </span>
      {formatPercent(percent)}
    </span>
  );
}
