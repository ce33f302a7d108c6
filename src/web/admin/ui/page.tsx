import { Button, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { ApiError } from '../../shared/api/api-client.ts';
import { failureOf } from '../../shared/api/video-queries.ts';
import { text as sharedText } from '../../shared/text.ts';
import { ProblemBox } from '../../shared/ui/problem-box.tsx';
import { usePageTitle } from '../../shared/ui/use-page-title.ts';
import { text } from '../text.ts';
import classes from './page.module.css';

/** Title, what can be done, and what the page shows. */
export function Page(props: { title: string; hint?: string; actions?: ReactNode; children: ReactNode }) {
  usePageTitle(props.title);
  return (
    <>
      <div className={classes.head}>
        <div>
          <h1 className={classes.title}>{props.title}</h1>
          {props.hint !== undefined && <p className={classes.hint}>{props.hint}</p>}
        </div>
        {props.actions !== undefined && <div className={classes.actions}>{props.actions}</div>}
      </div>
      {props.children}
    </>
  );
}

/** What a query of TanStack tells that matters here. */
interface Asked<Data> {
  readonly data: Data | undefined;
  readonly error: Error | null;
  readonly failureCount: number;
  readonly failureReason: Error | null;
  refetch(): unknown;
}

/** Shows what was answered; before, that it is asked for, or why it cannot be shown. */
export function Answered<Data>({ query, children }: { query: Asked<Data>; children: (data: Data) => ReactNode }) {
  if (query.data !== undefined) return children(query.data);
  const failure = failureOf(query);
  if (failure === undefined) return <Loading />;
  return (
    <ProblemBox
      {...(failure instanceof ApiError && failure.problem)}
      message={`${text.failed} ${failure.message}`}
      button={sharedText.shell.tryAgain}
      onPress={() => void query.refetch()}
    />
  );
}

function Loading() {
  return (
    <div className={classes.loading} role="status" aria-label={sharedText.shell.loading}>
      {[0, 1, 2, 3].map((line) => (
        <Skeleton key={line} height={52} radius={14} />
      ))}
    </div>
  );
}

/** Where there is nothing to list. */
export function Nothing({ title, hint }: { title: string; hint?: string }) {
  return (
    <div className={classes.nothing}>
      <h2>{title}</h2>
      {hint !== undefined && <p>{hint}</p>}
    </div>
  );
}

/** The button below a list that goes on. */
export function MoreButton(props: {
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage(): unknown };
}) {
  if (!props.query.hasNextPage) return null;
  return (
    <div className={classes.more}>
      <Button
        variant="default"
        loading={props.query.isFetchingNextPage}
        onClick={() => void props.query.fetchNextPage()}
      >
        {text.more}
      </Button>
    </div>
  );
}

/** A row of fields above a list. */
export function Filters({ children }: { children: ReactNode }) {
  return (
    <div className={classes.filters} role="search" aria-label={text.filters}>
      {children}
    </div>
  );
}

/** A part of a page with its own heading. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.section}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}
