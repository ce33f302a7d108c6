import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type PeopleFilter, peopleQuery } from '../api/admin-queries.ts';
import { Invitations } from '../people/invitations.tsx';
import { CreateDialog, InviteDialog, ROLE_OPTIONS } from '../people/person-forms.tsx';
import { PersonTable } from '../people/person-table.tsx';
import { text } from '../text.ts';
import { Answered, Filters, MoreButton, Nothing, Page } from '../ui/page.tsx';
import { SecretDialog } from '../ui/secret-dialog.tsx';
import { useQuietValue } from '../ui/use-quiet-value.ts';

type Shown =
  | { readonly kind: 'invite' | 'create' }
  | { readonly kind: 'link'; readonly name: string; readonly url: string };

/** Everybody who has an account, and who is invited. */
export function PeoplePage() {
  const [filter, setFilter] = useState<PeopleFilter>({ search: '', role: '', isActive: '' });
  const [shown, setShown] = useState<Shown>();
  const query = useInfiniteQuery(peopleQuery(useQuietValue(filter)));
  const people = query.data?.pages.flatMap((page) => page.people) ?? [];
  const words = text.people;
  const showLink = (name: string, url: string): void =>
    setShown({ kind: 'link', name, url: new URL(url, location.href).href });
  const close = (): void => setShown(undefined);
  return (
    <Page
      title={words.title}
      actions={
        <>
          <Button variant="default" onClick={() => setShown({ kind: 'create' })}>
            {words.create}
          </Button>
          <Button onClick={() => setShown({ kind: 'invite' })}>{words.invite}</Button>
        </>
      }
    >
      <Filters>
        <TextInput
          label={words.searchLabel}
          type="search"
          value={filter.search}
          onChange={(event) => setFilter({ ...filter, search: event.target.value })}
        />
        <NativeSelect
          label={words.role}
          value={filter.role}
          data={[{ value: '', label: text.anyRole }, ...ROLE_OPTIONS]}
          onChange={(event) => setFilter({ ...filter, role: event.target.value as PeopleFilter['role'] })}
        />
        <NativeSelect
          label={words.status}
          value={filter.isActive}
          data={[
            { value: '', label: words.anyStatus },
            { value: 'true', label: words.active },
            { value: 'false', label: words.deactivated },
          ]}
          onChange={(event) => setFilter({ ...filter, isActive: event.target.value as PeopleFilter['isActive'] })}
        />
      </Filters>
      <Answered query={query}>
        {() =>
          people.length === 0 ? (
            <Nothing title={words.nothing} hint={words.nothingHint} />
          ) : (
            <>
              <PersonTable people={people} onLink={showLink} />
              <MoreButton query={query} />
            </>
          )
        }
      </Answered>
      <Invitations onLink={showLink} />
      {shown?.kind === 'invite' && <InviteDialog onLink={showLink} onClose={close} />}
      {shown?.kind === 'create' && <CreateDialog onLink={showLink} onClose={close} />}
      {shown?.kind === 'link' && (
        <SecretDialog title={words.linkFor(shown.name)} hint={words.linkHint} value={shown.url} onClose={close} />
      )}
    </Page>
  );
}
