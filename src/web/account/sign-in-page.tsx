import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useRouter, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { putSession, sessionApi, sessionQuery } from '../shared/api/session.ts';
import { PlainButton } from '../shared/ui/forms/button.tsx';
import { TextField } from '../shared/ui/forms/text-field.tsx';
import classes from './account-form.module.css';
import { FormCard, FormProblem } from './form-card.tsx';
import { text } from './text.ts';

/** E-mail and password, and then on to where one wanted to go. */
export function SignInPage() {
  const { to } = useSearch({ from: '/sign-in' });
  const client = useQueryClient();
  const router = useRouter();
  const { data: session } = useQuery(sessionQuery);
  const isSignedIn = session !== undefined && session.person !== null;
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [missing, setMissing] = useState<'email' | 'password'>();
  const signIn = useMutation({
    mutationFn: () => sessionApi.signIn(email.trim(), password),
    onSuccess: (opened) => putSession(client, opened),
    onError: () => setPassword(''),
  });
  // Also whoever was signed in already has nothing to do here.
  useEffect(() => {
    if (isSignedIn) router.history.replace(placeFrom(to));
  }, [isSignedIn, router, to]);
  return (
    <FormCard title={text.signIn.title} hint={to === undefined ? undefined : text.signIn.goOn}>
      <form
        className={classes.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const lacks = email.trim() === '' ? 'email' : password === '' ? 'password' : undefined;
          setMissing(lacks);
          if (lacks === undefined) signIn.mutate();
        }}
      >
        <FormProblem error={signIn.error} />
        <TextField
          label={text.email}
          type="email"
          name="email"
          autoComplete="username"
          autoFocus
          value={email}
          error={missing === 'email' ? text.missing.email : undefined}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <TextField
          label={text.password}
          type="password"
          name="password"
          autoComplete="current-password"
          value={password}
          error={missing === 'password' ? text.missing.password : undefined}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <PlainButton type="submit" look="primary" isWide isBusy={signIn.isPending}>
          {text.signIn.submit}
        </PlainButton>
      </form>
      <p className={classes.after}>
        <Link to="/forgot-password">{text.signIn.forgot}</Link>
      </p>
    </FormCard>
  );
}

/** Only places of this site: anything else could send people away with a link that looks like ours. */
function placeFrom(to: string | undefined): string {
  if (to === undefined || !to.startsWith('/')) return '/';
  const url = new URL(to, location.origin);
  return url.origin === location.origin ? `${url.pathname}${url.search}${url.hash}` : '/';
}
