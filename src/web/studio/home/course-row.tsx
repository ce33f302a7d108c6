import { ActionIcon, Menu } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { courseEditing, taughtCoursesQuery } from '../../shared/api/studio/course-editing.ts';
import type { TaughtCourse } from '../../shared/api/studio/course-editing.ts';
import { formatAge, formatDuration } from '../../shared/format.ts';
import { FilmIcon, TrashIcon } from '../../shared/ui/icons.tsx';
import { tell } from '../../shared/ui/toasts.tsx';
import { text } from '../text.ts';
import { PublishedTag } from '../ui/published-tag.tsx';
import { CopyIcon, EyeIcon, MoreIcon } from '../ui/studio-icons.tsx';
import { tellProblem } from '../ui/tell-problem.ts';
import { offerUndo } from '../ui/undo-bar.tsx';
import classes from './course-row.module.css';
import { VideoTally } from './video-tally.tsx';

/** A course in the list: what it is, what its videos are doing, what can be done with it. */
export function CourseRow({ course }: { course: TaughtCourse }) {
  const { id, title } = course;
  const client = useQueryClient();
  const navigate = useNavigate();
  const reload = (): Promise<void> => client.invalidateQueries({ queryKey: taughtCoursesQuery.queryKey });
  const restore = useMutation({
    mutationFn: () => courseEditing.restore(id),
    onError: tellProblem,
    onSuccess: reload,
  });
  const remove = useMutation({
    mutationFn: () => courseEditing.remove(id),
    onError: tellProblem,
    onSuccess: async () => {
      offerUndo(text.bin.moved(title), () => restore.mutate());
      await reload();
    },
  });
  const duplicate = useMutation({
    mutationFn: () => courseEditing.duplicate(id),
    onError: tellProblem,
    onSuccess: async (copy) => {
      tell(text.home.duplicated(title));
      void reload();
      await navigate({ to: '/studio/courses/$id', params: { id: copy.id } });
    },
  });
  return (
    <article className={classes.row} aria-busy={remove.isPending || duplicate.isPending}>
      <div className={classes.poster}>
        {course.posterUrl === undefined ? <FilmIcon size={28} /> : <img src={course.posterUrl} alt="" loading="lazy" />}
      </div>
      <div className={classes.words}>
        <h2 className={classes.title}>
          <Link to="/studio/courses/$id" params={{ id }}>
            {title}
          </Link>
        </h2>
        <p className={classes.facts}>
          <PublishedTag isPublished={course.isPublished} />
          <span>{text.lessons(course.lessonCount)}</span>
          {course.durationSeconds > 0 && <span>{formatDuration(course.durationSeconds)}</span>}
          {course.studentCount !== undefined && <span>{text.students(course.studentCount)}</span>}
          <time dateTime={course.updatedAt}>
            {text.home.changed(formatAge(new Date(course.updatedAt), new Date()))}
          </time>
        </p>
        <VideoTally counts={course.videoCounts} />
      </div>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon
            className={classes.menu}
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={text.actionsOf(title)}
          >
            <MoreIcon />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<EyeIcon size={16} />} component="a" href={`/courses/${id}`}>
            {text.viewAsStudent}
          </Menu.Item>
          <Menu.Item leftSection={<CopyIcon size={16} />} onClick={() => duplicate.mutate()}>
            {text.duplicate}
          </Menu.Item>
          <Menu.Item color="red" leftSection={<TrashIcon size={16} />} onClick={() => remove.mutate()}>
            {text.moveToBin}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </article>
  );
}
