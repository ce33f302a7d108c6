import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { request } from '../../shared/api/api-client.ts';
import { formatAge } from '../../shared/format.ts';
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.tsx';
import { tell } from '../../shared/ui/toasts.tsx';
import { apiKeysQuery } from '../api/admin-queries.ts';
import type { ApiKey, Role } from '../api/admin-types.ts';
import { ROLE_OPTIONS } from '../people/person-forms.tsx';
import { text } from '../text.ts';
import { DataTable } from '../ui/data-table.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { Answered, Nothing, Page } from '../ui/page.tsx';
import { SecretDialog } from '../ui/secret-dialog.tsx';
import { useToldAction } from '../ui/use-told-action.ts';

/** Keys for programs. */
export function ApiKeysPage() {
  const query = useQuery(apiKeysQuery);
  const [isCreating, setIsCreating] = useState(false);
  const [made, setMade] = useState<{ readonly name: string; readonly secret: string }>();
  const words = text.apiKeys;
  return (
    <Page
      title={words.title}
      hint={words.hint}
      actions={<Button onClick={() => setIsCreating(true)}>{words.create}</Button>}
    >
      <Answered query={query}>
        {({ keys }) =>
          keys.length === 0 ? <Nothing title={words.nothing} hint={words.nothingHint} /> : <KeyTable keys={keys} />
        }
      </Answered>
      {isCreating && (
        <CreateDialog
          onMade={(name, secret) => {
            setIsCreating(false);
            setMade({ name, secret });
          }}
          onClose={() => setIsCreating(false)}
        />
      )}
      {made && (
        <SecretDialog
          title={words.secretTitle(made.name)}
          hint={words.secretHint}
          value={made.secret}
          onClose={() => setMade(undefined)}
        />
      )}
    </Page>
  );
}

function KeyTable({ keys }: { keys: readonly ApiKey[] }) {
  const words = text.apiKeys;
  return (
    <DataTable<ApiKey>
      label={words.label}
      rows={keys}
      rowKey={({ id }) => id}
      columns={[
        {
          title: words.name,
          isHead: true,
          cell: ({ name, prefix }) => (
            <>
              <strong>{name}</strong> {prefix !== undefined && <code>{`${prefix}…`}</code>}
            </>
          ),
        },
        { title: words.role, cell: ({ role }) => text.roles[role] },
        { title: words.created, cell: ({ createdAt }) => formatAge(new Date(createdAt), new Date()) },
        {
          title: words.lastUsed,
          cell: ({ lastUsedAt }) =>
            lastUsedAt === undefined ? text.never : formatAge(new Date(lastUsedAt), new Date()),
        },
        { title: words.actions, cell: (key) => <Revoke apiKey={key} /> },
      ]}
    />
  );
}

function Revoke({ apiKey: { id, name } }: { apiKey: ApiKey }) {
  const [isAsking, setIsAsking] = useState(false);
  const words = text.apiKeys;
  const revoke = useToldAction(
    async () => await request<unknown>('DELETE', `/api-keys/${encodeURIComponent(id)}`),
    () => tell(words.revoked(name)),
  );
  return (
    <>
      <Button
        size="xs"
        variant="default"
        aria-label={words.revokeOf(name)}
        loading={revoke.isPending}
        onClick={() => setIsAsking(true)}
      >
        {words.revoke}
      </Button>
      {isAsking && (
        <ConfirmDialog
          title={words.revokeTitle(name)}
          body={words.revokeBody}
          confirm={words.revoke}
          keep={text.keep}
          onConfirm={() => revoke.mutate(undefined)}
          onClose={() => setIsAsking(false)}
        />
      )}
    </>
  );
}

function CreateDialog(props: { onMade: (name: string, secret: string) => void; onClose: () => void }) {
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('instructor');
  const words = text.apiKeys;
  const create = useToldAction(
    async () => await request<{ key: ApiKey; secret: string }>('POST', '/api-keys', { body: { name, role } }),
    ({ key, secret }) => props.onMade(key.name, secret),
  );
  return (
    <FormDialog
      title={words.createTitle}
      submit={{ name: words.createNow, isBusy: create.isPending, onSubmit: () => create.mutate(undefined) }}
      onClose={props.onClose}
    >
      <TextInput
        label={words.name}
        description={words.nameHint}
        required
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <NativeSelect
        label={words.role}
        data={ROLE_OPTIONS}
        value={role}
        onChange={(event) => setRole(event.target.value as Role)}
      />
    </FormDialog>
  );
}
