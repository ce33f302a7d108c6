import { ActionIcon, Button, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { RefObject } from 'react';
import { ApiError } from '../../shared/api/api-client.ts';
import { editedLessonQuery, lessonEditing } from '../../shared/api/studio/lesson-editing.ts';
import type { EditedLesson } from '../../shared/api/studio/lesson-editing.ts';
import { CloseIcon, PlayIcon } from '../../shared/ui/icons.tsx';
import { SaveBadge } from '../autosave/save-badge.tsx';
import { useAutosave } from '../autosave/use-autosave.ts';
import { text } from '../text.ts';
import { Panel } from '../ui/panel.tsx';
import { ClockIcon, PlusIcon } from '../ui/studio-icons.tsx';
import { checkRows, readRows, readTime, writeRows, writeTime } from './chapter-rows.ts';
import type { ChapterRow } from './chapter-rows.ts';
import classes from './lists.module.css';
import type { PlayerHandle } from './player/lesson-player.tsx';

type Rows = Record<'rows', readonly ChapterRow[]>;

/** Where the parts of a lesson begin. Saves itself once every row makes sense. */
export function ChaptersPanel(props: {
  lesson: EditedLesson;
  player: RefObject<PlayerHandle | null>;
  onChanged: () => Promise<void>;
}) {
  const { lesson, player } = props;
  const client = useQueryClient();
  const read = (latest: EditedLesson): { fields: Rows; version: number } => ({
    fields: { rows: writeRows(latest.chapters) },
    version: latest.version,
  });
  const form = useAutosave<Rows>({
    name: `chapters:${lesson.id}`,
    saved: read(lesson),
    load: async () => read(await client.query({ ...editedLessonQuery(lesson.id), staleTime: 0, retry: false })),
    save: async ({ rows = [] }, version) => {
      const fault = checkRows(rows).findIndex((each) => each !== undefined);
      if (fault !== -1) throw refusal(text.chapters.rowFault(fault + 1));
      await lessonEditing.setChapters(lesson.id, readRows(rows));
      void props.onChanged();
      return { fields: { rows }, version };
    },
  });
  const { rows } = form.values;
  const faults = checkRows(rows);
  const setRows = (next: readonly ChapterRow[]): void => form.set({ rows: next });
  const setRow = (index: number, change: Partial<ChapterRow>): void =>
    setRows(rows.map((row, at) => (at === index ? { ...row, ...change } : row)));
  return (
    <Panel
      title={text.chapters.heading}
      hint={text.chapters.hint}
      aside={
        rows.length > 0 || form.state.kind !== 'saved' ? (
          <SaveBadge state={form.state} onRetry={() => void form.saver.flush()} />
        ) : undefined
      }
    >
      {form.conflict !== undefined && (
        <div className={classes.conflict} role="alert">
          <p>{text.chapters.conflict}</p>
          <Button size="xs" onClick={() => form.saver.settle('mine')}>
            {text.saving.keepMine}
          </Button>
          <Button size="xs" variant="default" onClick={() => form.saver.settle('theirs')}>
            {text.saving.keepTheirs}
          </Button>
        </div>
      )}
      <ol className={classes.list}>
        {rows.map((row, index) => (
          <li key={index} className={classes.chapter}>
            <TextInput
              className={classes.time}
              size="sm"
              aria-label={text.chapters.time(index + 1)}
              value={row.time}
              error={fault(faults[index], 'time')}
              onChange={(event) => setRow(index, { time: event.currentTarget.value })}
            />
            <TextInput
              className={classes.grow}
              size="sm"
              aria-label={text.chapters.title(index + 1)}
              placeholder={text.chapters.titleHint}
              value={row.title}
              maxLength={200}
              error={fault(faults[index], 'title')}
              onChange={(event) => setRow(index, { title: event.currentTarget.value })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label={text.chapters.play(row.title)}
              title={text.chapters.playShort}
              disabled={readTime(row.time) === undefined}
              onClick={() => player.current?.seek(readTime(row.time) ?? 0)}
            >
              <PlayIcon size={16} />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label={text.chapters.remove(row.title)}
              title={text.remove}
              onClick={() => setRows(rows.filter((_row, at) => at !== index))}
            >
              <CloseIcon size={16} />
            </ActionIcon>
          </li>
        ))}
      </ol>
      <div className={classes.actions}>
        <Button
          size="xs"
          variant="default"
          leftSection={<ClockIcon size={16} />}
          onClick={() => setRows([...rows, { time: writeTime(Math.floor(player.current?.seconds() ?? 0)), title: '' }])}
        >
          {text.chapters.addNow}
        </Button>
        <Button
          size="xs"
          variant="subtle"
          leftSection={<PlusIcon size={16} />}
          onClick={() => setRows([...rows, { time: '', title: '' }])}
        >
          {text.chapters.add}
        </Button>
      </div>
    </Panel>
  );
}

function fault(found: ReturnType<typeof checkRows>[number], field: 'time' | 'title'): string | false {
  if (found === undefined || (found === 'title') !== (field === 'title')) return false;
  return text.chapters.faults[found];
}

/** Not asked of the server at all: it would only say the same. */
function refusal(message: string): ApiError {
  return new ApiError(400, { code: 'CHAPTERS_INCOMPLETE', message, action: '' });
}
