import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { sessionApi, sessionQuery } from '../shared/api/session.ts';
import { PlainButton } from '../shared/ui/forms/button.tsx';
import { TextField } from '../shared/ui/forms/text-field.tsx';
import classes from './account-form.module.css';
import { FormCard, FormProblem } from './form-card.tsx';
import { text } from './text.ts';

/** Asks for a link by mail; where the server sends none, says who can make one. */
export function ForgotPasswordPage() {
  const { data: session } = useQuery(sessionQuery);
  const [email, setEmail] = useState('');
  const [isMissing, setIsMissing] = useState(false);
  const ask = useMutation({ mutationFn: () => sessionApi.askForReset(email.trim()) });
  const back = (
    <p className={classes.after}>
      <Link to="/sign-in">{text.forgot.back}</Link>
    </p>
  );
  if (ask.isSuccess) {
    return (
      <FormCard title={text.forgot.sentTitle} hint={text.forgot.sent(email.trim())}>
        {back}
      </FormCard>
    );
  }
  if (session?.canResetByMail === false) {
    return (
      <FormCard title={text.forgot.title} hint={text.forgot.noMail}>
        {back}
      </FormCard>
    );
  }
  return (
    <FormCard title={text.forgot.title} hint={text.forgot.hint}>
      <form
        className={classes.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setIsMissing(email.trim() === '');
          if (email.trim() !== '') ask.mutate();
        }}
      >
        <FormProblem error={ask.error} />
        <TextField
          label={text.email}
          type="email"
          name="email"
          autoComplete="username"
          value={email}
          error={isMissing ? text.missing.email : undefined}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PlainButton type="submit" look="primary" isWide isBusy={ask.isPending}>
          {text.forgot.submit}
        </PlainButton>
      </form>
      {back}
    </FormCard>
  );
}
