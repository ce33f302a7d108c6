import { fromMarkdown } from 'mdast-util-from-markdown';
import { drawMarkdown } from './draw-markdown.tsx';
import classes from './markdown.module.css';

/**
 * Text written in Markdown. HTML in it is shown as it was typed, never run; links leave in a new tab. `firstLevel`: of its
 * highest heading, one below the heading that the text stands under.
 */
export function Markdown({ source, firstLevel }: { source: string; firstLevel: 2 | 3 }) {
  return <div className={classes.text}>{drawMarkdown(fromMarkdown(source), firstLevel)}</div>;
}
