import { ActionIcon, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { PencilIcon } from '../../shared/ui/icons.tsx';
import { text } from '../text.ts';
import classes from './inline-title.module.css';

const MAX_LENGTH = 300;

/** A name that becomes a field when its pencil is pressed. Enter or leaving the field saves, Escape gives up. */
export function InlineTitle(props: {
  title: string;
  /** The name as it is shown while it is not edited. */
  children: ReactNode;
  onSave: (title: string) => void;
  isEditing?: boolean;
  onEdit?: (isEditing: boolean) => void;
}) {
  const [isOpen, setIsOpen] = useState(false);
  const isEditing = props.isEditing ?? isOpen;
  const setEditing = props.onEdit ?? setIsOpen;
  if (isEditing) {
    return (
      <TitleField
        title={props.title}
        onDone={(title) => {
          setEditing(false);
          if (title !== undefined && title !== props.title) props.onSave(title);
        }}
      />
    );
  }
  return (
    <span className={classes.line}>
      {props.children}
      <ActionIcon
        className={classes.pencil}
        variant="subtle"
        color="gray"
        size="md"
        aria-label={text.rename(props.title)}
        title={text.renameShort}
        onClick={() => setEditing(true)}
      >
        <PencilIcon size={16} />
      </ActionIcon>
    </span>
  );
}

function TitleField({ title, onDone }: { title: string; onDone: (title: string | undefined) => void }) {
  const [draft, setDraft] = useState(title);
  const save = (): void => onDone(draft.trim() === '' ? undefined : draft.trim());
  return (
    <TextInput
      className={classes.field}
      size="sm"
      aria-label={text.titleOf(title)}
      value={draft}
      maxLength={MAX_LENGTH}
      autoFocus
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === 'Enter') save();
        if (event.key === 'Escape') onDone(undefined);
      }}
    />
  );
}
