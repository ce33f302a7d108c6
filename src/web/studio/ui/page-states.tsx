import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { ApiError } from '../../shared/api/api-client.ts';
import { failureOf } from '../../shared/api/video-queries.ts';
import { text as sharedText } from '../../shared/text.ts';
import { ProblemBox } from '../../shared/ui/problem-box.tsx';
import classes from './page-states.module.css';

/** What a page waits for. */
interface Awaited<Data> {
  readonly data: Data | undefined;
  readonly error: Error | null;
  readonly failureCount: number;
  readonly failureReason: Error | null;
  readonly refetch: () => unknown;
}

/** What was asked for once it is there; until then grey lines in its place, or what went wrong with a button. */
export function Loaded<Data>(props: {
  query: Awaited<Data>;
  /** Heading of the page where it cannot be loaded; without it, this is a part of a page. */
  problemTitle?: string;
  /** Height of what comes, in lines of 72 px. */
  rows?: number;
  /** Shown instead when there is no such thing. */
  missing?: ReactNode;
  children: (data: Data) => ReactNode;
}) {
  const { query } = props;
  const failure = failureOf(query);
  const isMissing = failure instanceof ApiError && (failure.status === 404 || failure.status === 403);
  if (isMissing && props.missing !== undefined) return props.missing;
  if (query.data !== undefined) return props.children(query.data);
  if (failure !== undefined) {
    return (
      <ProblemBox
        title={props.problemTitle}
        message={failure.message}
        {...(failure instanceof ApiError && failure.problem)}
        button={sharedText.shell.tryAgain}
        onPress={() => void query.refetch()}
      />
    );
  }
  return (
    <div className={classes.skeletons} role="status" aria-label={sharedText.shell.loading}>
      {Array.from({ length: props.rows ?? 4 }, (_, row) => (
        <Skeleton key={row} height={72} radius="lg" />
      ))}
    </div>
  );
}

/** Says that there is nothing yet, and what to do about it. */
export function Empty({ title, hint, children }: { title: string; hint: string; children?: ReactNode }) {
  return (
    <div className={classes.empty}>
      <h2>{title}</h2>
      <p>{hint}</p>
      {children}
    </div>
  );
}
