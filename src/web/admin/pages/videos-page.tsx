import { Alert, NativeSelect, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { adminVideosQuery } from '../api/admin-queries.ts';
import { type AdminVideo, VIDEO_FILTERS, type VideoFilter } from '../api/admin-types.ts';
import { text } from '../text.ts';
import { Answered, Filters, MoreButton, Nothing, Page } from '../ui/page.tsx';
import { useQuietValue } from '../ui/use-quiet-value.ts';
import { ActionBar, type Refusal } from '../videos/action-bar.tsx';
import { VideoTable } from '../videos/video-table.tsx';
import classes from './videos-page.module.css';

/** All videos, with filters and actions for many at once. */
export function AdminVideosPage() {
  const filter = readFilter(useSearch({ strict: false }));
  const navigate = useNavigate();
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [refusals, setRefusals] = useState<readonly Refusal[]>([]);
  const query = useInfiniteQuery(adminVideosQuery(filter, useQuietValue(search.trim())));
  const videos = query.data?.pages.flatMap((page) => page.videos) ?? [];
  const ids = videos.flatMap(({ id }) => (chosen.has(id) ? [id] : []));
  const words = text.videos;
  return (
    <Page title={words.title}>
      <Filters>
        <TextInput
          label={words.searchLabel}
          type="search"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <NativeSelect
          label={words.filterLabel}
          value={filter}
          data={VIDEO_FILTERS.map((value) => ({ value, label: words.filters[value] }))}
          onChange={(event) => {
            setChosen(new Set());
            void navigate({
              to: '/admin/videos',
              search: { filter: event.target.value },
              replace: true,
            });
          }}
        />
      </Filters>
      {refusals.length > 0 && (
        <Alert
          color="red"
          variant="light"
          role="alert"
          className={classes.refusals ?? ''}
          withCloseButton
          closeButtonLabel={text.close}
          onClose={() => setRefusals([])}
        >
          <p>{words.refused(refusals.length)}</p>
          <ul>
            {refusals.map(({ title, message }) => (
              <li key={title}>
                <strong>{title}</strong>: {message}
              </li>
            ))}
          </ul>
        </Alert>
      )}
      {ids.length > 0 && (
        <ActionBar
          ids={ids}
          titleOf={(id) => videos.find((video) => video.id === id)?.title ?? id}
          onDone={(refused) => {
            setRefusals(refused);
            setChosen(new Set());
          }}
        />
      )}
      <Answered query={query}>
        {() =>
          videos.length === 0 ? (
            <Nothing title={filter === 'all' && search === '' ? words.nothing.all : words.nothing.other} />
          ) : (
            <>
              <SelectAll videos={videos} chosen={ids} onChoose={setChosen} />
              <VideoTable videos={videos} selection={{ ids: chosen, toggle: (id) => setChosen(toggled(chosen, id)) }} />
              <MoreButton query={query} />
            </>
          )
        }
      </Answered>
    </Page>
  );
}

function SelectAll(props: {
  videos: readonly AdminVideo[];
  chosen: readonly string[];
  onChoose: (ids: ReadonlySet<string>) => void;
}) {
  const areAll = props.chosen.length === props.videos.length;
  return (
    <label className={classes.selectAll}>
      <input
        type="checkbox"
        checked={areAll}
        onChange={() => props.onChoose(new Set(areAll ? [] : props.videos.map(({ id }) => id)))}
      />
      {text.videos.selectAll}
    </label>
  );
}

function toggled(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return next;
}

function readFilter(search: { filter?: unknown }): VideoFilter {
  return VIDEO_FILTERS.find((each) => each === search.filter) ?? 'all';
}
