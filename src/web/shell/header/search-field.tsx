import { useNavigate, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { text } from '../../shared/text.ts';
import classes from './header.module.css';
import { SearchIcon } from './shell-icons.tsx';

/** Search over courses and lessons from everywhere; `/` goes there. */
export function SearchField() {
  const field = useRef<HTMLInputElement>(null);
  const navigate = useNavigate();
  const shown = useRouterState({
    select: ({ location }) => (location.pathname === '/search' ? ((location.search as { q?: string }).q ?? '') : ''),
  });
  const [words, setWords] = useState(shown);
  useEffect(() => setWords(shown), [shown]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const { target } = event;
      if (target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable], dialog')) return;
      if (field.current?.checkVisibility() !== true) return;
      event.preventDefault();
      field.current.focus();
      field.current.select();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  return (
    <form
      className={classes.search}
      role="search"
      aria-label={text.shell.search}
      onSubmit={(event) => {
        event.preventDefault();
        if (words.trim() !== '') void navigate({ to: '/search', search: { q: words.trim() } });
      }}
    >
      <SearchIcon />
      <input
        ref={field}
        type="search"
        name="q"
        aria-label={text.shell.search}
        placeholder={text.shell.search}
        aria-keyshortcuts="/"
        autoComplete="off"
        maxLength={200}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      <kbd aria-hidden="true">/</kbd>
    </form>
  );
}
