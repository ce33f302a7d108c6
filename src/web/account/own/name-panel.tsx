import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { sessionApi, sessionQuery } from '../../shared/api/session.ts';
import type { SignedIn } from '../../shared/api/session.ts';
import { PlainButton } from '../../shared/ui/forms/button.tsx';
import { TextField } from '../../shared/ui/forms/text-field.tsx';
import { tell } from '../../shared/ui/toasts.tsx';
import classes from './account-page.module.css';
import { FormProblem } from '../form-card.tsx';
import { text } from '../text.ts';

/** The name that others see. */
export function NamePanel({ person }: { person: SignedIn }) {
  const client = useQueryClient();
  const [name, setName] = useState(person.name);
  const [isMissing, setIsMissing] = useState(false);
  const rename = useMutation({
    mutationFn: () => sessionApi.rename(name.trim()),
    onSuccess: () => {
      tell(text.account.nameSaved);
      void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
  });
  return (
    <section className={classes.panel} aria-labelledby="profile">
      <h2 id="profile">{text.account.profile}</h2>
      <form
        className={classes.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setIsMissing(name.trim() === '');
          if (name.trim() !== '') rename.mutate();
        }}
      >
        <FormProblem error={rename.error} />
        <TextField label={text.email} type="email" value={person.email} readOnly autoComplete="off" />
        <TextField
          label={text.name}
          name="name"
          autoComplete="name"
          maxLength={200}
          value={name}
          error={isMissing ? text.missing.name : undefined}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <PlainButton type="submit" isBusy={rename.isPending}>
          {text.account.saveName}
        </PlainButton>
      </form>
    </section>
  );
}
