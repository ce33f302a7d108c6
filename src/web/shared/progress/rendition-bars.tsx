import { formatPercent } from '../format.ts';
import classes from './rendition-bars.module.css';
import { text } from '../text.ts';
import type { Rendition } from '../api/video.ts';

/** One thin bar a quality: how much of it is prepared. */
export function RenditionBars({ renditions }: { renditions: readonly Rendition[] }) {
  if (renditions.length === 0) return null;
  return (
    <ul className={classes.bars} aria-label={text.video.renditionsLabel}>
      {renditions.map(({ id, percent }) => (
        <li key={id} aria-label={text.video.renditionShare(id, formatPercent(percent))}>
          <span>{id}</span>
          <span className={classes.track}>
            <span className={classes.fill} style={{ transform: `scaleX(${percent / 100})` }} />
          </span>
        </li>
      ))}
    </ul>
  );
}
