import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { openSessionsQuery, sessionApi } from '../../shared/api/session.ts';
import type { OpenSession } from '../../shared/api/session.ts';
import { failureOf } from '../../shared/api/video-queries.ts';
import { formatAge } from '../../shared/format.ts';
import { PlainButton } from '../../shared/ui/forms/button.tsx';
import { Placeholder } from '../../shared/ui/states/placeholder.tsx';
import { QueryProblem } from '../../shared/ui/states/query-problem.tsx';
import { tell } from '../../shared/ui/toasts.tsx';
import classes from './account-page.module.css';
import { nameDevice } from './name-device.ts';
import { text } from '../text.ts';

/** Where one is signed in, and how to end that elsewhere. */
export function SessionsPanel() {
  const client = useQueryClient();
  const query = useQuery(openSessionsQuery);
  const failure = failureOf(query);
  const refresh = (): void => void client.invalidateQueries({ queryKey: openSessionsQuery.queryKey });
  const end = useMutation({
    mutationFn: (id: string) => sessionApi.endSession(id),
    onSuccess: () => tell(text.account.ended),
    onError: (error) => tell(error.message, true),
    onSettled: refresh,
  });
  const endOthers = useMutation({
    mutationFn: () => sessionApi.endOtherSessions(),
    onSuccess: () => tell(text.account.othersEnded),
    onError: (error) => tell(error.message, true),
    onSettled: refresh,
  });
  const sessions = query.data;
  return (
    <section className={classes.panel} aria-labelledby="sessions">
      <h2 id="sessions">{text.account.sessions}</h2>
      {sessions === undefined && failure !== undefined && (
        <QueryProblem error={failure} onRetry={() => void query.refetch()} />
      )}
      {sessions === undefined && failure === undefined && <Placeholder height={68} />}
      {sessions !== undefined && (
        <ul className={classes.sessions}>
          {sessions.map((session) => (
            <SessionLine key={session.id} session={session} onEnd={() => end.mutate(session.id)} />
          ))}
        </ul>
      )}
      {sessions !== undefined && sessions.length > 1 && (
        <PlainButton isBusy={endOthers.isPending} onClick={() => endOthers.mutate()}>
          {text.account.endOthers}
        </PlainButton>
      )}
    </section>
  );
}

function SessionLine({ session, onEnd }: { session: OpenSession; onEnd: () => void }) {
  const device = nameDevice(session.userAgent ?? '');
  return (
    <li>
      <p>
        {device}
        {session.isCurrent && <span className={classes.here}>{text.account.thisDevice}</span>}
        <small>
          {text.account.lastSeen(formatAge(new Date(session.lastSeenAt), new Date()))}
          {session.ipAddress ? ` · ${session.ipAddress}` : ''}
        </small>
      </p>
      {!session.isCurrent && (
        <PlainButton look="quiet" aria-label={text.account.endOf(device)} onClick={onEnd}>
          {text.account.end}
        </PlainButton>
      )}
    </li>
  );
}
