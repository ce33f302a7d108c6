import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { text } from '../../text.ts';
import classes from './add-by-name.module.css';

/** A field for the name of something new. Stays open for the next one until it is closed. */
export function AddByName(props: { label: string; onAdd: (title: string) => void; onClose: () => void }) {
  const [title, setTitle] = useState('');
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (title.trim() === '') return;
        props.onAdd(title.trim());
        setTitle('');
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') props.onClose();
      }}
    >
      <TextInput
        className={classes.field}
        size="sm"
        aria-label={props.label}
        placeholder={props.label}
        value={title}
        maxLength={300}
        autoFocus
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <Button size="sm" type="submit" disabled={title.trim() === ''}>
        {text.add}
      </Button>
      <Button size="sm" variant="default" onClick={props.onClose}>
        {text.done}
      </Button>
    </form>
  );
}
