import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { request } from '../../shared/api/api-client.ts';
import { formatAge } from '../../shared/format.ts';
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.tsx';
import { tell } from '../../shared/ui/toasts.tsx';
import type { Person, Role } from '../api/admin-types.ts';
import { text } from '../text.ts';
import { DataTable } from '../ui/data-table.tsx';
import { Tag } from '../ui/figures.tsx';
import { useToldAction } from '../ui/use-told-action.ts';
import classes from './person-table.module.css';
import { ROLE_OPTIONS } from './person-forms.tsx';

/** People, each with what can be done about them. */
export function PersonTable(props: { people: readonly Person[]; onLink: (name: string, url: string) => void }) {
  const words = text.people;
  return (
    <DataTable<Person>
      label={words.label}
      rows={props.people}
      rowKey={({ id }) => id}
      columns={[
        {
          title: words.name,
          isHead: true,
          cell: ({ name, email, isActive }) => (
            <>
              <strong>{name}</strong> {!isActive && <Tag tone="bad">{words.deactivated}</Tag>}
              <div className={classes.quiet}>{email}</div>
            </>
          ),
        },
        { title: words.role, cell: (person) => <RoleCell person={person} /> },
        {
          title: words.lastSeen,
          cell: ({ lastSeenAt }) =>
            lastSeenAt === undefined ? text.never : formatAge(new Date(lastSeenAt), new Date()),
        },
        { title: words.actions, cell: (person) => <Actions person={person} onLink={props.onLink} /> },
      ]}
    />
  );
}

function useChange(person: Person) {
  return useToldAction(
    async (change: { role?: Role; isActive?: boolean }) =>
      await request<unknown>('PATCH', `/people/${encodeURIComponent(person.id)}`, { body: change }),
    () => tell(text.people.changed(person.name)),
  );
}

function RoleCell({ person }: { person: Person }) {
  const change = useChange(person);
  return (
    <NativeSelect
      size="xs"
      aria-label={text.people.roleOf(person.name)}
      data={ROLE_OPTIONS}
      value={change.variables?.role !== undefined && change.isPending ? change.variables.role : person.role}
      disabled={change.isPending}
      onChange={(event) => change.mutate({ role: event.target.value as Role })}
    />
  );
}

function Actions({ person, onLink }: { person: Person; onLink: (name: string, url: string) => void }) {
  const { id, name, isActive } = person;
  const [isAsking, setIsAsking] = useState(false);
  const words = text.people;
  const path = `/people/${encodeURIComponent(id)}`;
  const change = useChange(person);
  const link = useToldAction(
    async () => await request<{ url: string }>('POST', `${path}/password-reset`),
    ({ url }) => onLink(name, url),
  );
  const signOut = useToldAction(
    async () => await request<unknown>('DELETE', `${path}/sessions`),
    () => tell(words.sessionsEnded(name)),
  );
  return (
    <div className={classes.actions}>
      <Button
        size="xs"
        variant="default"
        aria-label={words.passwordLinkOf(name)}
        loading={link.isPending}
        onClick={() => link.mutate(undefined)}
      >
        {words.passwordLink}
      </Button>
      <Button
        size="xs"
        variant="default"
        aria-label={words.endSessionsOf(name)}
        loading={signOut.isPending}
        onClick={() => signOut.mutate(undefined)}
      >
        {words.endSessions}
      </Button>
      <Button
        size="xs"
        variant="default"
        aria-label={isActive ? words.deactivateOf(name) : words.activateOf(name)}
        loading={change.isPending}
        onClick={() => (isActive ? setIsAsking(true) : change.mutate({ isActive: true }))}
      >
        {isActive ? words.deactivate : words.activate}
      </Button>
      {isAsking && (
        <ConfirmDialog
          title={words.deactivateTitle(name)}
          body={words.deactivateBody}
          confirm={words.deactivate}
          keep={text.keep}
          onConfirm={() => change.mutate({ isActive: false })}
          onClose={() => setIsAsking(false)}
        />
      )}
    </div>
  );
}
