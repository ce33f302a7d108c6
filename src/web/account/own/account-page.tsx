import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from '../../shared/api/session.ts';
import { usePageTitle } from '../../shared/ui/use-page-title.ts';
import classes from './account-page.module.css';
import { NamePanel } from './name-panel.tsx';
import { PasswordPanel } from './password-panel.tsx';
import { SessionsPanel } from './sessions-panel.tsx';
import { text } from '../text.ts';

/** One's own name, password, and where one is signed in. */
export function AccountPage() {
  usePageTitle(text.account.title);
  const { data: session } = useQuery(sessionQuery);
  const person = session?.person ?? undefined;
  return (
    <div className={classes.page}>
      <h1>{text.account.title}</h1>
      {person !== undefined && (
        <>
          <NamePanel person={person} />
          <PasswordPanel email={person.email} />
          <SessionsPanel />
        </>
      )}
    </div>
  );
}
