import classes from './empty-state.module.css';

/** Says that there is nothing yet, and what would change that. */
export function EmptyState({ title, hint }: { title: string; hint: string }) {
  return (
    <div className={classes.empty}>
      <h2>{title}</h2>
      <p>{hint}</p>
    </div>
  );
}
