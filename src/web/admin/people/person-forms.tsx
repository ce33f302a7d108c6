import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { request } from '../../shared/api/api-client.ts';
import type { Invitation, Person, Role } from '../api/admin-types.ts';
import { text } from '../text.ts';
import { FormDialog } from '../ui/form-dialog.tsx';
import { useToldAction } from '../ui/use-told-action.ts';

/** Roles as a select shows them. */
export const ROLE_OPTIONS = (['student', 'instructor', 'admin'] as const).map((value) => ({
  value,
  label: text.roles[value],
}));

/** Asks for whom and as what; answers the link that was made. */
export function InviteDialog(props: { onLink: (name: string, url: string) => void; onClose: () => void }) {
  const [email, setEmail] = useState('');
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('student');
  const words = text.people;
  const invite = useToldAction(
    async () =>
      await request<Invitation>('POST', '/invitations', { body: { email, role, ...(name !== '' && { name }) } }),
    (invitation) => props.onLink(invitation.name ?? invitation.email, invitation.url),
  );
  return (
    <FormDialog
      title={words.inviteTitle}
      hint={words.inviteHint}
      submit={{ name: words.inviteNow, isBusy: invite.isPending, onSubmit: () => invite.mutate(undefined) }}
      onClose={props.onClose}
    >
      <EmailField value={email} onChange={setEmail} />
      <TextInput label={words.nameOptional} value={name} onChange={(event) => setName(event.target.value)} />
      <RoleField value={role} onChange={setRole} />
    </FormDialog>
  );
}

/** Makes somebody at once; answers the link by which they choose a password. */
export function CreateDialog(props: { onLink: (name: string, url: string) => void; onClose: () => void }) {
  const [email, setEmail] = useState('');
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('student');
  const words = text.people;
  const create = useToldAction(
    async () =>
      await request<{ person: Person; passwordUrl: string }>('POST', '/people', { body: { email, role, name } }),
    ({ person, passwordUrl }) => props.onLink(person.name, passwordUrl),
  );
  return (
    <FormDialog
      title={words.createTitle}
      hint={words.createHint}
      submit={{ name: words.createNow, isBusy: create.isPending, onSubmit: () => create.mutate(undefined) }}
      onClose={props.onClose}
    >
      <TextInput label={words.name} required value={name} onChange={(event) => setName(event.target.value)} />
      <EmailField value={email} onChange={setEmail} />
      <RoleField value={role} onChange={setRole} />
    </FormDialog>
  );
}

function EmailField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <TextInput
      label={text.people.email}
      type="email"
      required
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

function RoleField({ value, onChange }: { value: Role; onChange: (value: Role) => void }) {
  return (
    <NativeSelect
      label={text.people.role}
      data={ROLE_OPTIONS}
      value={value}
      onChange={(event) => onChange(event.target.value as Role)}
    />
  );
}
