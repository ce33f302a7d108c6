import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { openSessionsQuery, sessionApi } from '../../shared/api/session.ts';
import { PlainButton } from '../../shared/ui/forms/button.tsx';
import { TextField } from '../../shared/ui/forms/text-field.tsx';
import { tell } from '../../shared/ui/toasts.tsx';
import classes from './account-page.module.css';
import { FormProblem } from '../form-card.tsx';
import { MIN_PASSWORD_LENGTH, passwordProblem } from '../password-problem.ts';
import { text } from '../text.ts';

/** Another password; whoever changes it shows that they know the one of today. */
export function PasswordPanel({ email }: { email: string }) {
  const client = useQueryClient();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [problem, setProblem] = useState<{ current?: string | undefined; next?: string | undefined }>({});
  const change = useMutation({
    mutationFn: () => sessionApi.changePassword(current, next),
    onSuccess: () => {
      tell(text.account.passwordChanged);
      setCurrent('');
      setNext('');
      void client.invalidateQueries({ queryKey: openSessionsQuery.queryKey });
    },
  });
  return (
    <section className={classes.panel} aria-labelledby="password">
      <h2 id="password">{text.account.passwordTitle}</h2>
      <form
        className={classes.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const isMissing = current === '';
          const weakness = isMissing ? undefined : passwordProblem(next);
          setProblem({ current: isMissing ? text.missing.password : undefined, next: weakness });
          if (!isMissing && weakness === undefined) change.mutate();
        }}
      >
        <FormProblem error={change.error} />
        <input type="hidden" name="email" autoComplete="username" value={email} readOnly />
        <TextField
          label={text.account.currentPassword}
          type="password"
          name="current-password"
          autoComplete="current-password"
          value={current}
          error={problem.current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
        />
        <TextField
          label={text.newPassword}
          type="password"
          name="new-password"
          autoComplete="new-password"
          minLength={MIN_PASSWORD_LENGTH}
          hint={text.passwordHint}
          value={next}
          error={problem.next}
          onChange={(event) => setNext(event.currentTarget.value)}
        />
        <PlainButton type="submit" isBusy={change.isPending}>
          {text.account.changePassword}
        </PlainButton>
      </form>
    </section>
  );
}
