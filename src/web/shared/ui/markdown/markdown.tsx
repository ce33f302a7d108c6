import { fromMarkdown } from 'mdast-util-from-markdown';
import { drawMarkdown } from './draw-markdown.tsx';
import classes from './markdown.module.css';

/** Text written in Markdown. HTML in it is shown as it was typed, never run; links leave in a new tab. */
export function Markdown({ source }: { source: string }) {
  return <div className={classes.text}>{drawMarkdown(fromMarkdown(source))}</div>;
}
