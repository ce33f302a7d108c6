import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { request } from '../../shared/api/api-client.ts';
import { tell } from '../../shared/ui/toasts.tsx';
import { invitationsQuery } from '../api/admin-queries.ts';
import type { Invitation } from '../api/admin-types.ts';
import { text } from '../text.ts';
import { DataTable } from '../ui/data-table.tsx';
import { Section } from '../ui/page.tsx';
import { useToldAction } from '../ui/use-told-action.ts';

const DATE = new Intl.DateTimeFormat('en', { dateStyle: 'medium' });

/** Who was asked to join and has not answered; nothing where nobody was. */
export function Invitations({ onLink }: { onLink: (name: string, url: string) => void }) {
  const { data } = useQuery(invitationsQuery);
  const open = (data?.invitations ?? []).filter(({ acceptedAt }) => acceptedAt === undefined);
  const words = text.people;
  const withdraw = useToldAction(
    async (id: string) => await request<unknown>('DELETE', `/invitations/${encodeURIComponent(id)}`),
    () => tell(words.withdrawn),
  );
  if (open.length === 0) return null;
  return (
    <Section title={words.invitations}>
      <DataTable<Invitation>
        label={words.invitations}
        rows={open}
        rowKey={({ id }) => id}
        columns={[
          { title: words.email, isHead: true, cell: ({ email }) => email },
          { title: words.role, cell: ({ role }) => text.roles[role] },
          { title: words.expires, cell: ({ expiresAt }) => DATE.format(new Date(expiresAt)) },
          {
            title: words.actions,
            cell: ({ id, email, url }) => (
              <>
                {url !== undefined && (
                  <Button size="xs" variant="default" mr={6} onClick={() => onLink(email, url)}>
                    {words.link}
                  </Button>
                )}
                <Button
                  size="xs"
                  variant="default"
                  aria-label={words.withdrawOf(email)}
                  loading={withdraw.isPending && withdraw.variables === id}
                  onClick={() => withdraw.mutate(id)}
                >
                  {words.withdraw}
                </Button>
              </>
            ),
          },
        ]}
      />
    </Section>
  );
}
