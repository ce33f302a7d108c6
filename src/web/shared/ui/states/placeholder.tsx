import classes from './placeholder.module.css';

/** Stands where something is still to come, in its size. The group around it says that it is loading. */
export function Placeholder({ height, width = '100%' }: { height: number | string; width?: number | string }) {
  return <span className={classes.placeholder} style={{ height, width }} />;
}
