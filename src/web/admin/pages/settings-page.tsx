import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { settingsQuery } from '../api/admin-queries.ts';
import type { SettingView } from '../api/admin-types.ts';
import { text } from '../text.ts';
import { DataTable } from '../ui/data-table.tsx';
import { Tag } from '../ui/figures.tsx';
import { Answered, Filters, Nothing, Page } from '../ui/page.tsx';
import classes from '../ui/setting-name.module.css';

/** Every setting as it is, for reading. */
export function SettingsPage() {
  const query = useQuery(settingsQuery);
  const [search, setSearch] = useState('');
  const words = text.settings;
  return (
    <Page title={words.title} hint={words.hint}>
      <Filters>
        <TextInput
          label={words.searchLabel}
          type="search"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      </Filters>
      <Answered query={query}>
        {({ settings }) => {
          const found = settings.filter(({ name, doc }) =>
            `${name} ${doc}`.toLowerCase().includes(search.trim().toLowerCase()),
          );
          if (found.length === 0) return <Nothing title={words.nothing} />;
          return (
            <DataTable<SettingView>
              label={words.title}
              rows={found}
              rowKey={({ key }) => key}
              columns={[
                { title: words.name, isHead: true, cell: ({ name }) => <code className={classes.code}>{name}</code> },
                { title: words.value, cell: (setting) => <Value setting={setting} /> },
                { title: words.default, cell: (setting) => setting.default ?? words.notSet },
                { title: words.effect, cell: ({ doc }) => doc },
              ]}
            />
          );
        }}
      </Answered>
    </Page>
  );
}

function Value({ setting: { value, isSecret, isDefault } }: { setting: SettingView }) {
  const words = text.settings;
  const shown = value === undefined ? words.notSet : isSecret ? words.set : value;
  return (
    <>
      {shown} {!isDefault && <Tag tone="good">{words.changed}</Tag>}
    </>
  );
}
