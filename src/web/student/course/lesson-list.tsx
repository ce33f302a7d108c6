import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import type { CourseModule, LessonGlance } from '../../shared/api/courses.ts';
import { formatDuration } from '../../shared/format.ts';
import { ProgressRing } from '../../shared/ui/states/progress.tsx';
import { CheckIcon, TextIcon } from '../student-icons.tsx';
import { text } from '../text.ts';
import classes from './lesson-list.module.css';

/**
 * The modules of a course with their lessons and how far each is; they lead nowhere for who has not joined. Drawn again only
 * when they change: there may be a thousand beside a player that tells how far it is.
 */
export const LessonList = memo(function LessonList(props: {
  modules: readonly CourseModule[];
  currentId?: string;
  canOpen: boolean;
}) {
  return props.modules.map((module) => (
    <section key={module.id} className={classes.module}>
      <h3>{module.title}</h3>
      <ul className={classes.list}>
        {module.lessons.map((lesson) => (
          <li key={lesson.id}>
            <LessonLine lesson={lesson} isCurrent={lesson.id === props.currentId} canOpen={props.canOpen} />
          </li>
        ))}
      </ul>
    </section>
  ));
});

function LessonLine({ lesson, isCurrent, canOpen }: { lesson: LessonGlance; isCurrent: boolean; canOpen: boolean }) {
  const content = (
    <>
      <LessonMark lesson={lesson} />
      <span className={classes.title}>
        {lesson.title}
        {canOpen && <span className={classes.hidden}>, {stateOf(lesson)}</span>}
      </span>
      <span className={classes.length}>
        {lesson.durationSeconds === undefined ? text.lesson.kind[lesson.kind] : formatDuration(lesson.durationSeconds)}
      </span>
    </>
  );
  if (!canOpen) return <div className={classes.lesson}>{content}</div>;
  return (
    <Link
      to="/lessons/$id"
      params={{ id: lesson.id }}
      className={classes.lesson}
      aria-current={isCurrent ? 'page' : undefined}
    >
      {content}
    </Link>
  );
}

function LessonMark({ lesson: { progress, kind } }: { lesson: LessonGlance }) {
  if (progress?.isCompleted === true) {
    return (
      <span className={classes.done}>
        <CheckIcon size={14} />
      </span>
    );
  }
  if (kind === 'text') return <TextIcon />;
  return <ProgressRing percent={progress?.coveragePercent ?? 0} />;
}

function stateOf({ progress }: LessonGlance): string {
  if (progress?.isCompleted === true) return text.lesson.state.completed;
  const percent = Math.floor(progress?.coveragePercent ?? 0);
  return percent > 0 ? text.lesson.state.begun(percent) : text.lesson.state.none;
}
