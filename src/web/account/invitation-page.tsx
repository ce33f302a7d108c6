import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { invitationQuery, putSession, sessionApi } from '../shared/api/session.ts';
import type { InvitationGlance } from '../shared/api/session.ts';
import { buttonClass, PlainButton } from '../shared/ui/forms/button.tsx';
import { Placeholder } from '../shared/ui/states/placeholder.tsx';
import { TextField } from '../shared/ui/forms/text-field.tsx';
import classes from './account-form.module.css';
import { FormCard, FormProblem } from './form-card.tsx';
import { MIN_PASSWORD_LENGTH, passwordProblem } from './password-problem.ts';
import { text } from './text.ts';

/** Whoever was invited makes their account, and is signed in by it. */
export function InvitationPage() {
  const { token } = useParams({ from: '/invitations/$token' });
  const invitation = useQuery(invitationQuery(token));
  if (invitation.isError) {
    return (
      <FormCard title={text.reset.expiredTitle} hint={text.invitation.expired}>
        <p className={classes.action}>
          <Link to="/sign-in" className={buttonClass('plain', true)}>
            {text.invitation.toSignIn}
          </Link>
        </p>
      </FormCard>
    );
  }
  if (invitation.data !== undefined) return <AcceptForm token={token} invitation={invitation.data} />;
  return (
    <FormCard title={text.invitation.title} hint={text.account.loading}>
      <div className={classes.form}>
        <Placeholder height={70} />
        <Placeholder height={70} />
        <Placeholder height={44} />
      </div>
    </FormCard>
  );
}

function AcceptForm({ token, invitation }: { token: string; invitation: InvitationGlance }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState(invitation.name ?? '');
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<{ name?: string | undefined; password?: string | undefined }>({});
  const accept = useMutation({
    mutationFn: () => sessionApi.acceptInvitation(token, name.trim(), password),
    onSuccess: (session) => {
      putSession(client, session);
      void navigate({ to: '/' });
    },
  });
  return (
    <FormCard title={text.invitation.title} hint={text.invitation.for(invitation.email)}>
      <form
        className={classes.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const isNameless = name.trim() === '';
          const weakness = isNameless ? undefined : passwordProblem(password);
          setProblem({ name: isNameless ? text.missing.name : undefined, password: weakness });
          if (!isNameless && weakness === undefined) accept.mutate();
        }}
      >
        <FormProblem error={accept.error} />
        <input type="hidden" name="email" autoComplete="username" value={invitation.email} readOnly />
        <TextField
          label={text.name}
          name="name"
          autoComplete="name"
          maxLength={200}
          value={name}
          error={problem.name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextField
          label={text.password}
          type="password"
          name="new-password"
          autoComplete="new-password"
          minLength={MIN_PASSWORD_LENGTH}
          hint={text.passwordHint}
          value={password}
          error={problem.password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <PlainButton type="submit" look="primary" isWide isBusy={accept.isPending}>
          {text.invitation.submit}
        </PlainButton>
      </form>
    </FormCard>
  );
}
