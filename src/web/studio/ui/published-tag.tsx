import { text } from '../text.ts';
import classes from './published-tag.module.css';

/** Whether students see it. */
export function PublishedTag({ isPublished }: { isPublished: boolean }) {
  return (
    <span className={classes.tag} data-published={isPublished || undefined}>
      {isPublished ? text.published : text.draft}
    </span>
  );
}
