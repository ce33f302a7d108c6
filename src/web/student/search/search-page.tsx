import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { searchQuery } from '../../shared/api/search.ts';
import type { SearchResult } from '../../shared/api/search.ts';
import { failureOf } from '../../shared/api/video-queries.ts';
import { PlainButton } from '../../shared/ui/forms/button.tsx';
import { EmptyState } from '../../shared/ui/states/empty-state.tsx';
import { Placeholder } from '../../shared/ui/states/placeholder.tsx';
import { QueryProblem } from '../../shared/ui/states/query-problem.tsx';
import { usePageTitle } from '../../shared/ui/use-page-title.ts';
import { text } from '../text.ts';
import { MarkedText } from './marked-text.tsx';
import classes from './search-page.module.css';

/** Courses and lessons that hold the words. */
export function SearchPage() {
  const { q: words = '' } = useSearch({ from: '/search' });
  const query = useQuery(searchQuery(words));
  const failure = failureOf(query);
  const title = words === '' ? text.search.title : text.search.titleFor(words);
  usePageTitle(title);
  const count = query.data === undefined ? 0 : query.data.courses.length + query.data.lessons.length;
  return (
    <div className={classes.page}>
      <h1>{title}</h1>
      <SearchForm words={words} />
      <p className={classes.count} role="status">
        {words !== '' && query.data !== undefined && text.search.found(count)}
      </p>
      {words === '' && <EmptyState title={text.search.begin} hint={text.search.beginHint} />}
      {words !== '' && query.data === undefined && failure === undefined && <Placeholder height={220} />}
      {words !== '' && query.data === undefined && failure !== undefined && (
        <QueryProblem error={failure} onRetry={() => void query.refetch()} />
      )}
      {words !== '' && query.data !== undefined && count === 0 && (
        <EmptyState title={text.search.nothing} hint={text.search.nothingHint} />
      )}
      {words !== '' && query.data !== undefined && <Hits result={query.data} words={words} />}
    </div>
  );
}

function SearchForm({ words }: { words: string }) {
  const navigate = useNavigate();
  const [draft, setDraft] = useState(words);
  useEffect(() => setDraft(words), [words]);
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        void navigate({ to: '/search', search: draft.trim() === '' ? {} : { q: draft.trim() } });
      }}
    >
      <input
        type="search"
        name="words"
        aria-label={text.search.label}
        autoComplete="off"
        maxLength={200}
        value={draft}
        onChange={(event) => setDraft(event.currentTarget.value)}
      />
      <PlainButton type="submit" look="primary">
        {text.search.submit}
      </PlainButton>
    </form>
  );
}

function Hits({ result, words }: { result: SearchResult; words: string }) {
  return (
    <>
      {result.courses.length > 0 && (
        <section>
          <h2>{text.search.courses}</h2>
          <ul className={classes.list}>
            {result.courses.map(({ id, title, summary }) => (
              <li key={id} className={classes.hit}>
                <h3>
                  <Link to="/courses/$id" params={{ id }}>
                    <MarkedText source={title} words={words} />
                  </Link>
                </h3>
                {summary !== '' && (
                  <p>
                    <MarkedText source={summary} words={words} />
                  </p>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
      {result.lessons.length > 0 && (
        <section>
          <h2>{text.search.lessons}</h2>
          <ul className={classes.list}>
            {result.lessons.map(({ id, title, courseTitle, excerpt }) => (
              <li key={id} className={classes.hit}>
                <h3>
                  <Link to="/lessons/$id" params={{ id }}>
                    <MarkedText source={title} words={words} />
                  </Link>
                </h3>
                <small>{text.search.in(courseTitle)}</small>
                {excerpt && (
                  <p>
                    <MarkedText source={excerpt} words={words} />
                  </p>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
