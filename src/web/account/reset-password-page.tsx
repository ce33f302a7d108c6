import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { passwordResetQuery, sessionApi } from '../shared/api/session.ts';
import { buttonClass, PlainButton } from '../shared/ui/forms/button.tsx';
import { Placeholder } from '../shared/ui/states/placeholder.tsx';
import { TextField } from '../shared/ui/forms/text-field.tsx';
import { tell } from '../shared/ui/toasts.tsx';
import classes from './account-form.module.css';
import { FormCard, FormProblem } from './form-card.tsx';
import { MIN_PASSWORD_LENGTH, passwordProblem } from './password-problem.ts';
import { text } from './text.ts';

/** A new password, by a link. */
export function ResetPasswordPage() {
  const { token } = useParams({ from: '/reset-password/$token' });
  const navigate = useNavigate();
  const link = useQuery(passwordResetQuery(token));
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<string>();
  const reset = useMutation({
    mutationFn: () => sessionApi.resetPassword(token, password),
    onSuccess: () => {
      tell(text.reset.done);
      void navigate({ to: '/sign-in' });
    },
  });
  if (link.isError) {
    return (
      <FormCard title={text.reset.expiredTitle} hint={text.reset.expired}>
        <p className={classes.action}>
          <Link to="/forgot-password" className={buttonClass('primary', true)}>
            {text.reset.again}
          </Link>
        </p>
      </FormCard>
    );
  }
  if (link.data === undefined) return <FormCardPlaceholder title={text.reset.title} />;
  return (
    <FormCard title={text.reset.title} hint={text.reset.for(link.data.email)}>
      <form
        className={classes.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const found = passwordProblem(password);
          setProblem(found);
          if (found === undefined) reset.mutate();
        }}
      >
        <FormProblem error={reset.error} />
        <input type="hidden" name="email" autoComplete="username" value={link.data.email} readOnly />
        <TextField
          label={text.newPassword}
          type="password"
          name="new-password"
          autoComplete="new-password"
          minLength={MIN_PASSWORD_LENGTH}
          hint={text.passwordHint}
          value={password}
          error={problem}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <PlainButton type="submit" look="primary" isWide isBusy={reset.isPending}>
          {text.reset.submit}
        </PlainButton>
      </form>
    </FormCard>
  );
}

function FormCardPlaceholder({ title }: { title: string }) {
  return (
    <FormCard title={title} hint={text.account.loading}>
      <div className={classes.form}>
        <Placeholder height={70} />
        <Placeholder height={44} />
      </div>
    </FormCard>
  );
}
