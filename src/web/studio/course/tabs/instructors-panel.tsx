import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { outlineQuery, taughtCoursesQuery } from '../../../shared/api/studio/course-editing.ts';
import type { CourseOutline } from '../../../shared/api/studio/course-editing.ts';
import { coursePeopleQuery, enrolmentEditing } from '../../../shared/api/studio/enrolment-editing.ts';
import type { CourseInstructor } from '../../../shared/api/studio/enrolment-editing.ts';
import { sessionQuery } from '../../../shared/api/session.ts';
import { ConfirmDialog } from '../../../shared/ui/confirm-dialog.tsx';
import { tell } from '../../../shared/ui/toasts.tsx';
import { text } from '../../text.ts';
import { Panel } from '../../ui/panel.tsx';
import { PlusIcon } from '../../ui/studio-icons.tsx';
import { explain, tellProblem } from '../../ui/tell-problem.ts';
import { offerUndo } from '../../ui/undo-bar.tsx';
import classes from './tabs.module.css';

const words = text.instructors;

/** Who teaches a course. Others are named by e-mail; whoever teaches it alone stays. */
export function InstructorsPanel(props: { course: CourseOutline; instructors: readonly CourseInstructor[] }) {
  const { course, instructors } = props;
  const navigate = useNavigate();
  const client = useQueryClient();
  const { data: session } = useQuery(sessionQuery);
  const [isLeaving, setIsLeaving] = useState(false);
  const own = session?.person;
  const isOwn = ({ id }: CourseInstructor): boolean => id === own?.id;
  const reload = async (): Promise<void> => {
    await Promise.all([
      client.invalidateQueries({ queryKey: coursePeopleQuery(course.id).queryKey }),
      client.invalidateQueries({ queryKey: outlineQuery(course.id).queryKey }),
    ]);
  };
  const remove = useMutation({
    mutationFn: ({ id }: CourseInstructor) => enrolmentEditing.removeInstructor(course.id, id),
    onError: tellProblem,
    onSuccess: async (_answer, person) => {
      if (isOwn(person) && own?.role !== 'admin') {
        tell(words.left(course.title));
        await navigate({ to: '/studio' });
        return await client.invalidateQueries({ queryKey: taughtCoursesQuery.queryKey });
      }
      offerUndo(words.removed(person.name), () => {
        enrolmentEditing.addInstructor(course.id, person.email).then(reload, tellProblem);
      });
      return await reload();
    },
  });
  const isAlone = instructors.filter(({ mayTeach }) => mayTeach).length < 2;
  return (
    <Panel title={words.heading} hint={words.hint}>
      {instructors.length === 0 && <p className={classes.quiet}>{words.none}</p>}
      {instructors.map((person) => (
        <div key={person.id} className={classes.row}>
          <span className={classes.grow}>
            <strong>{isOwn(person) ? words.you(person.name) : person.name}</strong>
            <small className={classes.quiet}>{person.mayTeach ? person.email : words.mayNotTeach}</small>
          </span>
          {!(isAlone && person.mayTeach) && (
            <Button
              size="compact-sm"
              variant="subtle"
              color="gray"
              aria-label={isOwn(person) ? words.leave : text.people.removeName(person.name)}
              loading={remove.isPending && remove.variables.id === person.id}
              onClick={() => (isOwn(person) ? setIsLeaving(true) : remove.mutate(person))}
            >
              {isOwn(person) ? words.leaveShort : text.remove}
            </Button>
          )}
        </div>
      ))}
      <AddInstructor courseId={course.id} onAdded={reload} />
      {isLeaving && (
        <ConfirmDialog
          title={words.leave}
          body={words.leaveBody}
          confirm={words.leaveShort}
          keep={words.stay}
          onConfirm={() => instructors.filter(isOwn).forEach((person) => remove.mutate(person))}
          onClose={() => setIsLeaving(false)}
        />
      )}
    </Panel>
  );
}

function AddInstructor({ courseId, onAdded }: { courseId: string; onAdded: () => Promise<void> }) {
  const [email, setEmail] = useState('');
  const add = useMutation({
    mutationFn: () => enrolmentEditing.addInstructor(courseId, email.trim()),
    onSuccess: async () => {
      tell(words.added(email.trim()));
      setEmail('');
      await onAdded();
    },
  });
  return (
    <form
      className={classes.addOne}
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      <TextInput
        type="email"
        label={words.email}
        placeholder={words.emailExample}
        required
        withAsterisk={false}
        value={email}
        error={add.isError && explain(add.error)}
        onChange={(event) => {
          setEmail(event.currentTarget.value);
          add.reset();
        }}
      />
      <div>
        <Button type="submit" variant="default" leftSection={<PlusIcon size={16} />} loading={add.isPending}>
          {words.add}
        </Button>
      </div>
    </form>
  );
}
