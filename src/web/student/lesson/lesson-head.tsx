import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { refreshCourses } from '../../shared/api/courses.ts';
import { lessonQuery, progressApi } from '../../shared/api/lessons.ts';
import type { Lesson } from '../../shared/api/lessons.ts';
import { buttonClass, PlainButton } from '../../shared/ui/forms/button.tsx';
import { BackIcon } from '../../shared/ui/icons.tsx';
import { ProgressBar } from '../../shared/ui/states/progress.tsx';
import { tell } from '../../shared/ui/toasts.tsx';
import { CheckIcon, NextIcon } from '../student-icons.tsx';
import { text } from '../text.ts';
import classes from './lesson-page.module.css';

/** What the lesson is called, how much of it is done, and where to go from here. */
export function LessonHead({ lesson }: { lesson: Lesson }) {
  const { previousLessonId, nextLessonId } = lesson;
  return (
    <div className={classes.head}>
      <Link to="/courses/$id" params={{ id: lesson.courseId }} className={classes.crumb}>
        <BackIcon size={16} />
        {lesson.courseTitle}
      </Link>
      <h1>{lesson.title}</h1>
      <div className={classes.bar}>
        <Done lesson={lesson} />
        <div className={classes.steps}>
          {lesson.mayEdit && (
            <Link to="/studio/lessons/$id" params={{ id: lesson.id }} className={buttonClass('quiet')}>
              {text.lesson.edit}
            </Link>
          )}
          {previousLessonId !== undefined && (
            <Link to="/lessons/$id" params={{ id: previousLessonId }} className={buttonClass('plain')}>
              <BackIcon size={16} />
              {text.lesson.previous}
            </Link>
          )}
          {nextLessonId !== undefined && (
            <Link to="/lessons/$id" params={{ id: nextLessonId }} className={buttonClass('plain')}>
              {text.lesson.next}
              <NextIcon size={16} />
            </Link>
          )}
        </div>
      </div>
    </div>
  );
}

/** A video is completed by watching it; a text by saying so. */
function Done({ lesson }: { lesson: Lesson }) {
  const { isCompleted, coveragePercent } = lesson.progress;
  const completed = (
    <span className={classes.completed}>
      <CheckIcon size={18} />
      {text.lesson.completed}
    </span>
  );
  if (lesson.kind === 'text') return <Mark lesson={lesson} completed={completed} />;
  if (lesson.video === undefined) return <span />;
  if (isCompleted) return completed;
  return (
    <div className={classes.progress}>
      <ProgressBar percent={coveragePercent} label={text.lesson.watchedLabel} />
      <span>{text.lesson.watched(Math.floor(coveragePercent))}</span>
    </div>
  );
}

function Mark({ lesson, completed }: { lesson: Lesson; completed: ReactNode }) {
  const client = useQueryClient();
  const { isCompleted } = lesson.progress;
  const mark = useMutation({
    mutationFn: () => progressApi.setCompleted(lesson.id, !isCompleted),
    onSuccess: (progress) => {
      client.setQueryData(lessonQuery(lesson.id).queryKey, (known) => known && { ...known, progress });
      refreshCourses(client, lesson.courseId);
    },
    onError: (error) => tell(error.message, true),
  });
  return (
    <div className={classes.steps}>
      {isCompleted && completed}
      <PlainButton look={isCompleted ? 'quiet' : 'primary'} isBusy={mark.isPending} onClick={() => mark.mutate()}>
        {isCompleted ? text.lesson.markOpen : text.lesson.markCompleted}
      </PlainButton>
    </div>
  );
}
