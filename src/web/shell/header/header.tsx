import { Link } from '@tanstack/react-router';
import type { SignedIn } from '../../shared/api/session.ts';
import { text } from '../../shared/text.ts';
import { AccountMenu } from './account-menu.tsx';
import { areasOf } from './areas.ts';
import { ColorSchemeToggle } from './color-scheme-toggle.tsx';
import classes from './header.module.css';
import { Logo } from './logo.tsx';
import { SearchField } from './search-field.tsx';
import { SearchIcon } from './shell-icons.tsx';

/** The top of every page: where one is, what one may do. Before somebody has signed in it is the brand only. */
export function Header({ person }: { person: SignedIn | undefined }) {
  const areas = person === undefined ? [] : areasOf(person.role);
  return (
    <header className={classes.header}>
      <div className={classes.bar}>
        <Link to="/" className={classes.brand}>
          <Logo />
          {text.product}
        </Link>
        {areas.length > 0 && (
          <nav className={classes.areas} aria-label={text.shell.areas.label}>
            {areas.map(({ to, name }) => (
              <Link key={to} to={to as '/'} activeOptions={{ exact: to === '/' }}>
                {name}
              </Link>
            ))}
          </nav>
        )}
        {person !== undefined && <SearchField />}
        <div className={classes.end}>
          {person !== undefined && (
            <Link to="/search" className={`${classes.round} ${classes.searchLink}`} aria-label={text.shell.search}>
              <SearchIcon />
            </Link>
          )}
          <ColorSchemeToggle />
          {person !== undefined && <AccountMenu person={person} />}
        </div>
      </div>
    </header>
  );
}
