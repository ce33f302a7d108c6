import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { enrolmentApi, enrolmentLinkQuery, refreshCourses } from '../shared/api/courses.ts';
import { sessionQuery } from '../shared/api/session.ts';
import { buttonClass, PlainButton } from '../shared/ui/forms/button.tsx';
import { Placeholder } from '../shared/ui/states/placeholder.tsx';
import classes from './account-form.module.css';
import { FormCard, FormProblem } from './form-card.tsx';
import { text } from './text.ts';

/** Joins a course by a link; whoever is not signed in does so first and comes back. */
export function JoinPage() {
  const { token } = useParams({ from: '/join/$token' });
  const client = useQueryClient();
  const navigate = useNavigate();
  const { data: session } = useQuery(sessionQuery);
  const link = useQuery(enrolmentLinkQuery(token));
  const join = useMutation({
    mutationFn: () => enrolmentApi.join(token),
    onSuccess: ({ courseId }) => {
      refreshCourses(client, courseId);
      void navigate({ to: '/courses/$id', params: { id: courseId }, replace: true });
    },
  });
  if (link.isError) {
    return (
      <FormCard title={text.reset.expiredTitle} hint={text.join.expired}>
        <p className={classes.action}>
          <Link to="/" className={buttonClass('plain', true)}>
            {text.join.toHome}
          </Link>
        </p>
      </FormCard>
    );
  }
  if (link.data === undefined || session === undefined) {
    return (
      <FormCard title={text.join.invited} hint={text.account.loading}>
        <div className={classes.form}>
          <Placeholder height={48} />
          <Placeholder height={44} />
        </div>
      </FormCard>
    );
  }
  const { title, summary } = link.data.course;
  return (
    <FormCard title={title} hint={summary === '' ? text.join.invited : summary}>
      <div className={classes.form}>
        <FormProblem error={join.error} />
        {session.person === null ? (
          <Link to="/sign-in" search={{ to: `/join/${token}` }} className={buttonClass('primary', true)}>
            {text.join.signIn}
          </Link>
        ) : (
          <PlainButton look="primary" isWide isBusy={join.isPending} onClick={() => join.mutate()}>
            {text.join.submit}
          </PlainButton>
        )}
      </div>
    </FormCard>
  );
}
