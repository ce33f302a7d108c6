import type { ReactNode } from 'react';
import { formatDuration } from '../../shared/format.ts';
import { FilmIcon } from '../../shared/ui/icons.tsx';
import classes from './row-frame.module.css';

/** The shape of every line of the list: picture, words, buttons, and below what goes over the whole width on a phone. */
export function RowFrame(props: {
  posterUrl?: string | undefined;
  durationSeconds?: number | undefined;
  title: ReactNode;
  facts: ReactNode;
  actions: ReactNode;
  children?: ReactNode;
}) {
  return (
    <article className={classes.row}>
      <div className={classes.poster}>
        {props.posterUrl === undefined ? <FilmIcon size={28} /> : <img src={props.posterUrl} alt="" loading="lazy" />}
        {props.posterUrl !== undefined && props.durationSeconds !== undefined && (
          <span className={classes.duration}>{formatDuration(props.durationSeconds)}</span>
        )}
      </div>
      <div className={classes.head}>
        <h2 className={classes.title}>{props.title}</h2>
        <div className={classes.facts}>{props.facts}</div>
      </div>
      <div className={classes.actions}>{props.actions}</div>
      {props.children !== undefined && <div className={classes.body}>{props.children}</div>}
    </article>
  );
}
