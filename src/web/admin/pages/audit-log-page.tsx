import { Button, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatAge } from '../../shared/format.ts';
import { auditLogQuery } from '../api/admin-queries.ts';
import type { AuditEntry } from '../api/admin-types.ts';
import { text } from '../text.ts';
import { DataTable } from '../ui/data-table.tsx';
import { Answered, Filters, MoreButton, Nothing, Page } from '../ui/page.tsx';
import { useQuietValue } from '../ui/use-quiet-value.ts';
import classes from './audit-log-page.module.css';

/** Who did what, newest first. */
export function AuditLogPage() {
  const [action, setAction] = useState('');
  const [person, setPerson] = useState<{ readonly id: string; readonly name: string }>();
  const query = useInfiniteQuery(auditLogQuery({ action: useQuietValue(action.trim()), personId: person?.id ?? '' }));
  const entries = query.data?.pages.flatMap((page) => page.entries) ?? [];
  const words = text.auditLog;
  return (
    <Page title={words.title}>
      <Filters>
        <TextInput
          label={words.action}
          placeholder={words.actionHint}
          type="search"
          value={action}
          onChange={(event) => setAction(event.target.value)}
        />
        {person && (
          <Button variant="default" onClick={() => setPerson(undefined)}>
            {`${words.onlyOf(person.name)} × ${words.clear}`}
          </Button>
        )}
      </Filters>
      <Answered query={query}>
        {() =>
          entries.length === 0 ? (
            <Nothing title={words.nothing} hint={words.nothingHint} />
          ) : (
            <>
              <Entries entries={entries} onPerson={setPerson} />
              <MoreButton query={query} />
            </>
          )
        }
      </Answered>
    </Page>
  );
}

function Entries(props: {
  entries: readonly AuditEntry[];
  onPerson: (person: { readonly id: string; readonly name: string }) => void;
}) {
  const words = text.auditLog;
  return (
    <DataTable<AuditEntry>
      label={words.label}
      rows={props.entries}
      rowKey={({ id }) => id}
      columns={[
        { title: words.what, isHead: true, cell: ({ action }) => <code className={classes.action}>{action}</code> },
        {
          title: words.subject,
          cell: ({ subject }) => (
            <>
              {subject.name ?? subject.id} <span className={classes.quiet}>{subject.kind}</span>
            </>
          ),
        },
        {
          title: words.who,
          cell: ({ actor, ipAddress }) => (
            <div className={classes.who}>
              {actor.kind === 'person' ? (
                <button
                  type="button"
                  className={classes.person}
                  title={words.onlyOf(actor.name)}
                  onClick={() => props.onPerson(actor)}
                >
                  {actor.name}
                </button>
              ) : (
                actor.name || words.system
              )}
              {ipAddress !== undefined && <div className={classes.quiet}>{ipAddress}</div>}
            </div>
          ),
        },
        {
          title: words.when,
          cell: ({ at }) => (
            <time dateTime={at} title={at} className={classes.when}>
              {formatAge(new Date(at), new Date())}
            </time>
          ),
        },
        { title: words.detail, cell: ({ detail }) => describe(detail) },
      ]}
    />
  );
}

/** `role: admin, isActive: false`. */
function describe(detail: AuditEntry['detail']): string {
  return Object.entries(detail ?? {})
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
}
