import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { courseEditing, outlineQuery, taughtCoursesQuery } from '../../../shared/api/studio/course-editing.ts';
import type { CourseOutline, Enrolment } from '../../../shared/api/studio/course-editing.ts';
import { TrashIcon } from '../../../shared/ui/icons.tsx';
import { tell } from '../../../shared/ui/toasts.tsx';
import { text } from '../../text.ts';
import { Panel } from '../../ui/panel.tsx';
import { CopyIcon } from '../../ui/studio-icons.tsx';
import { tellProblem } from '../../ui/tell-problem.ts';
import { offerUndo } from '../../ui/undo-bar.tsx';
import classes from './tabs.module.css';

const ENROLMENTS: readonly Enrolment[] = ['open', 'link', 'list'];

/** Who may come in, and what is done with a course as a whole. */
export function SettingsTab({ course }: { course: CourseOutline }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { queryKey } = outlineQuery(course.id);
  const reloadList = (): Promise<void> => client.invalidateQueries({ queryKey: taughtCoursesQuery.queryKey });
  const enrol = useMutation({
    mutationFn: (enrolment: Enrolment) => courseEditing.change(course.id, { enrolment }),
    onMutate: (enrolment) => client.setQueryData(queryKey, (shown) => shown && { ...shown, enrolment }),
    onError: tellProblem,
    onSuccess: () => tell(text.settings.saved),
    onSettled: () => client.invalidateQueries({ queryKey }),
  });
  const duplicate = useMutation({
    mutationFn: () => courseEditing.duplicate(course.id),
    onError: tellProblem,
    onSuccess: async ({ id }) => {
      tell(text.home.duplicated(course.title));
      void reloadList();
      await navigate({ to: '/studio/courses/$id', params: { id } });
    },
  });
  const remove = useMutation({
    mutationFn: () => courseEditing.remove(course.id),
    onError: tellProblem,
    onSuccess: async () => {
      await navigate({ to: '/studio' });
      offerUndo(text.bin.moved(course.title), () => {
        courseEditing.restore(course.id).then(reloadList, tellProblem);
      });
      await reloadList();
    },
  });
  return (
    <div className={classes.stack}>
      <Panel title={text.settings.enrolment}>
        <fieldset className={classes.choices}>
          <legend>{text.settings.whoMayEnrol}</legend>
          {ENROLMENTS.map((each) => (
            <label key={each} className={classes.choice}>
              <input
                type="radio"
                name="enrolment"
                checked={course.enrolment === each}
                onChange={() => enrol.mutate(each)}
              />
              <span>
                <strong>{text.settings.choices[each].name}</strong>
                <span>{text.settings.choices[each].means}</span>
              </span>
            </label>
          ))}
        </fieldset>
      </Panel>
      <Panel title={text.settings.whole}>
        <div className={classes.actions}>
          <Button
            variant="default"
            leftSection={<CopyIcon size={16} />}
            loading={duplicate.isPending}
            onClick={() => duplicate.mutate()}
          >
            {text.settings.duplicate}
          </Button>
          <Button
            variant="default"
            color="red"
            leftSection={<TrashIcon size={16} />}
            loading={remove.isPending}
            onClick={() => remove.mutate()}
          >
            {text.settings.remove}
          </Button>
        </div>
      </Panel>
    </div>
  );
}
