import { Link } from '@tanstack/react-router';
import { text } from '../shared/text.ts';
import { usePageTitle } from '../shared/ui/use-page-title.ts';
import { linkButton } from '../shared/ui/link-button.ts';
import classes from './shell.module.css';

/** For an address that leads nowhere, or to a video that is gone. */
export function NotFoundPage({ title = text.shell.notFound }: { title?: string }) {
  usePageTitle(title);
  return (
    <div className={classes.message}>
      <h1>{title}</h1>
      <p>{text.shell.notFoundHint}</p>
      <Link to="/" className={linkButton}>
        {text.shell.toHome}
      </Link>
    </div>
  );
}
