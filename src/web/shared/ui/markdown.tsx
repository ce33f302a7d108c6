import ReactMarkdown from 'react-markdown';
import classes from './markdown.module.css';

/** Text written in Markdown. HTML in it is shown as it was typed, never run; links leave in a new tab. */
export function Markdown({ source }: { source: string }) {
  return (
    <div className={classes.text}>
      <ReactMarkdown
        components={{
          a: ({ href, children }) => (
            <a href={href} target="_blank" rel="noreferrer noopener">
              {children}
            </a>
          ),
          // The page has its own first headings.
          h1: ({ children }) => <h3>{children}</h3>,
          h2: ({ children }) => <h4>{children}</h4>,
          h3: ({ children }) => <h5>{children}</h5>,
        }}
      >
        {source}
      </ReactMarkdown>
    </div>
  );
}
