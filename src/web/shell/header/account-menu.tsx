import { useMutation } from '@tanstack/react-query';
import { Link, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { sessionApi } from '../../shared/api/session.ts';
import type { SignedIn } from '../../shared/api/session.ts';
import { text } from '../../shared/text.ts';
import { tell } from '../../shared/ui/toasts.tsx';
import classes from './account-menu.module.css';
import { areasOf } from './areas.ts';

/** Who is signed in, and what belongs to them. */
export function AccountMenu({ person }: { person: SignedIn }) {
  const [isOpen, setIsOpen] = useState(false);
  const menu = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const href = useRouterState({ select: ({ location }) => location.href });
  useEffect(() => setIsOpen(false), [href]);
  useEffect(() => {
    if (!isOpen) return;
    const closeOutside = ({ target }: Event): void => {
      if (target instanceof Node && menu.current?.contains(target) !== true) setIsOpen(false);
    };
    const closeByKey = ({ key }: KeyboardEvent): void => {
      if (key !== 'Escape') return;
      setIsOpen(false);
      button.current?.focus();
    };
    document.addEventListener('pointerdown', closeOutside);
    document.addEventListener('focusin', closeOutside);
    document.addEventListener('keydown', closeByKey);
    return () => {
      document.removeEventListener('pointerdown', closeOutside);
      document.removeEventListener('focusin', closeOutside);
      document.removeEventListener('keydown', closeByKey);
    };
  }, [isOpen]);
  const signOut = useMutation({
    mutationFn: () => sessionApi.signOut(),
    // A whole new page: nothing of this person stays in memory.
    onSuccess: () => location.assign('/sign-in'),
    onError: (error) => tell(error.message, true),
  });
  return (
    <div ref={menu} className={classes.menu}>
      <button
        ref={button}
        type="button"
        className={classes.avatar}
        aria-expanded={isOpen}
        aria-label={text.shell.accountOf(person.name)}
        data-initials={initialsOf(person.name)}
        onClick={() => setIsOpen(!isOpen)}
      />
      {isOpen && (
        <div className={classes.panel}>
          <p className={classes.who}>
            {person.name}
            <span>{person.email}</span>
          </p>
          {areasOf(person.role).length > 0 && (
            <div className={classes.areas}>
              {areasOf(person.role).map(({ to, name }) => (
                <Link key={to} to={to as '/'}>
                  {name}
                </Link>
              ))}
            </div>
          )}
          <Link to="/account">{text.shell.account}</Link>
          <button type="button" onClick={() => signOut.mutate()}>
            {text.shell.signOut}
          </button>
        </div>
      )}
    </div>
  );
}

/** `Ada King Lovelace` -> `AL`. */
function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = words[0] ?? '';
  const last = words.length > 1 ? (words.at(-1) ?? '') : '';
  return `${Array.from(first)[0] ?? ''}${Array.from(last)[0] ?? ''}`.toUpperCase();
}
