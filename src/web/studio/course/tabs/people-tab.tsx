import { Button, Textarea } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { CourseOutline } from '../../../shared/api/studio/course-editing.ts';
import { coursePeopleQuery, enrolmentEditing } from '../../../shared/api/studio/enrolment-editing.ts';
import type { EnrolledPerson, EnrolmentLink, Invited } from '../../../shared/api/studio/enrolment-editing.ts';
import { formatAge } from '../../../shared/format.ts';
import { LinkIcon } from '../../../shared/ui/icons.tsx';
import { tell } from '../../../shared/ui/toasts.tsx';
import { text } from '../../text.ts';
import { Loaded } from '../../ui/page-states.tsx';
import { Panel } from '../../ui/panel.tsx';
import { PlusIcon } from '../../ui/studio-icons.tsx';
import { tellProblem } from '../../ui/tell-problem.ts';
import { offerUndo } from '../../ui/undo-bar.tsx';
import { InstructorsPanel } from './instructors-panel.tsx';
import { readEmails } from './read-emails.ts';
import { Share } from './share.tsx';
import classes from './tabs.module.css';

/** Who takes the course, how far they are, how others come in; and who teaches it. */
export function PeopleTab({ course }: { course: CourseOutline }) {
  const query = useQuery({ ...coursePeopleQuery(course.id), staleTime: 0 });
  return (
    <Loaded query={query}>
      {({ people, instructors, links }) => (
        <div className={classes.columns}>
          <Panel title={text.people.heading} hint={text.people.enrolment[course.enrolment]}>
            {people.length === 0 ? (
              <p className={classes.quiet}>{text.people.empty}</p>
            ) : (
              <PeopleTable courseId={course.id} people={people} />
            )}
          </Panel>
          <div className={classes.stack}>
            <AddPeople courseId={course.id} />
            <Links courseId={course.id} links={links} />
            <InstructorsPanel course={course} instructors={instructors} />
          </div>
        </div>
      )}
    </Loaded>
  );
}

function PeopleTable({ courseId, people }: { courseId: string; people: readonly EnrolledPerson[] }) {
  const reload = useReload(courseId);
  const remove = useMutation({
    mutationFn: ({ id }: EnrolledPerson) => enrolmentEditing.removePerson(courseId, id),
    onError: tellProblem,
    onSuccess: async (_answer, { name, email }) => {
      offerUndo(text.people.removed(name), () => {
        enrolmentEditing.addPeople(courseId, [email]).then(reload, tellProblem);
      });
      await reload();
    },
  });
  return (
    <div className={classes.scroll} tabIndex={0} role="group" aria-label={text.people.heading}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{text.people.name}</th>
            <th scope="col">{text.people.progress}</th>
            <th scope="col">{text.people.lastSeen}</th>
            <th scope="col">
              <span className={classes.forReaders}>{text.people.actions}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <tr key={person.id}>
              <th scope="row">
                {person.name}
                <small>{person.email}</small>
              </th>
              <td>
                <Share percent={person.progress?.percent ?? 0} />
                {person.progress !== undefined && (
                  <small>{text.people.completed(person.progress.completedLessons, person.progress.lessons)}</small>
                )}
              </td>
              <td>
                {person.lastSeenAt === undefined
                  ? text.people.never
                  : formatAge(new Date(person.lastSeenAt), new Date())}
              </td>
              <td>
                <Button
                  size="compact-sm"
                  variant="subtle"
                  color="gray"
                  aria-label={text.people.removeName(person.name)}
                  loading={remove.isPending && remove.variables.id === person.id}
                  onClick={() => remove.mutate(person)}
                >
                  {text.remove}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function AddPeople({ courseId }: { courseId: string }) {
  const reload = useReload(courseId);
  const [draft, setDraft] = useState('');
  const [invited, setInvited] = useState<readonly Invited[]>([]);
  const { emails, unreadable } = readEmails(draft);
  const add = useMutation({
    mutationFn: () => enrolmentEditing.addPeople(courseId, emails),
    onError: tellProblem,
    onSuccess: async ({ enrolled, invited: made }) => {
      tell(text.people.added(enrolled.length, made.length));
      setDraft('');
      setInvited(made);
      await reload();
    },
  });
  return (
    <Panel title={text.people.addHeading} hint={text.people.addHint}>
      <Textarea
        aria-label={text.people.emails}
        placeholder={text.people.emailsExample}
        rows={3}
        value={draft}
        onChange={(event) => setDraft(event.currentTarget.value)}
      />
      {unreadable.length > 0 && <p className={classes.quiet}>{text.people.unreadable(unreadable.join(', '))}</p>}
      <div className={classes.actions}>
        <Button
          leftSection={<PlusIcon size={16} />}
          disabled={emails.length === 0 || unreadable.length > 0}
          loading={add.isPending}
          onClick={() => add.mutate()}
        >
          {text.people.add(emails.length)}
        </Button>
      </div>
      {invited.length > 0 && <p className={classes.quiet}>{text.people.passOn}</p>}
      {invited.map(({ email, url }) => (
        <div key={email} className={classes.row}>
          <span className={classes.grow}>{email}</span>
          <Button
            size="compact-sm"
            variant="default"
            aria-label={text.people.copyInvitation(email)}
            onClick={() => void copy(url)}
          >
            {text.people.copy}
          </Button>
        </div>
      ))}
    </Panel>
  );
}

function Links({ courseId, links }: { courseId: string; links: readonly EnrolmentLink[] }) {
  const reload = useReload(courseId);
  const create = useMutation({
    mutationFn: () => enrolmentEditing.createLink(courseId),
    onError: tellProblem,
    onSuccess: async ({ url }) => {
      await copy(url);
      await reload();
    },
  });
  const remove = useMutation({
    mutationFn: (id: string) => enrolmentEditing.removeLink(courseId, id),
    onError: tellProblem,
    onSuccess: reload,
  });
  return (
    <Panel title={text.people.linksHeading} hint={text.people.linksHint}>
      {links.map((link) => (
        <div key={link.id} className={classes.row}>
          <code>{fullUrl(link.url)}</code>
          <Button size="compact-sm" variant="default" onClick={() => void copy(link.url)}>
            {text.people.copy}
          </Button>
          <Button size="compact-sm" variant="subtle" color="gray" onClick={() => remove.mutate(link.id)}>
            {text.people.removeLink}
          </Button>
        </div>
      ))}
      <div className={classes.actions}>
        <Button
          variant="default"
          leftSection={<LinkIcon size={16} />}
          loading={create.isPending}
          onClick={() => create.mutate()}
        >
          {text.people.createLink}
        </Button>
      </div>
    </Panel>
  );
}

function useReload(courseId: string): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: coursePeopleQuery(courseId).queryKey });
}

function fullUrl(url: string): string {
  return new URL(url, location.href).href;
}

async function copy(url: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(fullUrl(url));
    tell(text.people.copied);
  } catch {
    tell(text.people.copyFailed(fullUrl(url)), true); // no permission, or no secure address
  }
}
