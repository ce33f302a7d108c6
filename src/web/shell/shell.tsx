import { Outlet } from '@tanstack/react-router';
import { text } from '../shared/text.ts';
import { Toasts } from '../shared/ui/toasts.tsx';
import { ConnectionNotice } from './connection-notice.tsx';
import { Header } from './header/header.tsx';
import classes from './shell.module.css';
import { useFocusHeading } from './use-focus-heading.ts';
import { useSignInGuard } from './use-sign-in-guard.ts';

/** What every page has around it. */
export function Shell() {
  const person = useSignInGuard();
  useFocusHeading();
  return (
    <>
      <a className={classes.skip} href="#content">
        {text.shell.skip}
      </a>
      <Header person={person} />
      <ConnectionNotice />
      <main id="content" className={classes.content} tabIndex={-1}>
        <Outlet />
      </main>
      <Toasts />
    </>
  );
}
