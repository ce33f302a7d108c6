import classes from './progress.module.css';

/** How far something is, 0 to 100, as a bar. */
export function ProgressBar({ percent, label }: { percent: number; label: string }) {
  const shown = Math.min(100, Math.max(0, percent));
  return (
    <span
      className={classes.bar}
      role="progressbar"
      aria-label={label}
      aria-valuenow={Math.round(shown)}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <span className={classes.fill} data-done={shown >= 100} style={{ width: `${shown}%` }} />
    </span>
  );
}

const RADIUS = 8;
const ROUND = 2 * Math.PI * RADIUS;

/** The same as a small ring; decorative, words beside it say it. */
export function ProgressRing({ percent }: { percent: number }) {
  return (
    <svg className={classes.ring} width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
      <circle cx="10" cy="10" r={RADIUS} />
      {percent > 0 && (
        <circle
          className={classes.done}
          cx="10"
          cy="10"
          r={RADIUS}
          strokeDasharray={`${(Math.min(100, percent) / 100) * ROUND} ${ROUND}`}
        />
      )}
    </svg>
  );
}
