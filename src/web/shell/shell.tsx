import { Link, Outlet } from '@tanstack/react-router';
import { text } from '../shared/text.ts';
import { Toasts } from '../shared/ui/toasts.tsx';
import { ColorSchemeToggle } from './color-scheme-toggle.tsx';
import { ConnectionNotice } from './connection-notice.tsx';
import { Logo } from './logo.tsx';
import classes from './shell.module.css';

/** What every page has around it. */
export function Shell() {
  return (
    <>
      <a className={classes.skip} href="#content">
        {text.shell.skip}
      </a>
      <header className={classes.header}>
        <div className={classes.bar}>
          <Link to="/" className={classes.brand}>
            <Logo />
            {text.product}
          </Link>
          <ColorSchemeToggle />
        </div>
      </header>
      <ConnectionNotice />
      <main id="content" className={classes.content} tabIndex={-1}>
        <Outlet />
      </main>
      <Toasts />
    </>
  );
}
