import { ActionIcon, Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useVideoActions } from '../../shared/api/video-actions.ts';
import type { Video } from '../../shared/api/video.ts';
import { text } from '../../shared/text.ts';
import { PencilIcon } from '../../shared/ui/icons.tsx';
import classes from './editable-title.module.css';

const MAX_LENGTH = 300;

/** The title, and a field in its place while it is edited. Enter saves, Escape gives up. */
export function EditableTitle({ video }: { video: Video }) {
  const { rename } = useVideoActions(video);
  const [draft, setDraft] = useState<string>();
  if (draft === undefined) {
    return (
      <div className={classes.line}>
        <h1>{video.title}</h1>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={text.watch.editTitle}
          title={text.watch.editTitle}
          onClick={() => setDraft(video.title)}
        >
          <PencilIcon size={18} />
        </ActionIcon>
      </div>
    );
  }
  const title = draft.trim();
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (title === '') return;
        if (title === video.title) setDraft(undefined);
        else rename.mutate(title, { onSuccess: () => setDraft(undefined) });
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') setDraft(undefined);
      }}
    >
      <TextInput
        className={classes.field}
        aria-label={text.watch.titleLabel}
        value={draft}
        maxLength={MAX_LENGTH}
        error={title === '' && text.watch.titleEmpty}
        autoFocus
        onChange={(event) => setDraft(event.currentTarget.value)}
        onFocus={(event) => event.currentTarget.select()}
      />
      <Button type="submit" loading={rename.isPending}>
        {text.watch.save}
      </Button>
      <Button variant="default" onClick={() => setDraft(undefined)}>
        {text.watch.discard}
      </Button>
    </form>
  );
}
