import { Link } from '@tanstack/react-router';
import type { CourseGlance } from '../../shared/api/courses.ts';
import { formatDuration } from '../../shared/format.ts';
import { ProgressBar } from '../../shared/ui/states/progress.tsx';
import { Poster } from '../poster.tsx';
import { text } from '../text.ts';
import classes from './course-card.module.css';

/** Courses as cards: how far one is, or what they are about. */
export function CourseCards({ courses }: { courses: readonly CourseGlance[] }) {
  return (
    <ul className={classes.cards}>
      {courses.map((course) => (
        <li key={course.id}>
          <CourseCard course={course} />
        </li>
      ))}
    </ul>
  );
}

function CourseCard({ course }: { course: CourseGlance }) {
  const { progress } = course;
  return (
    <article className={classes.card}>
      <Poster url={course.posterUrl} title={course.title} />
      <div className={classes.words}>
        <h3>
          <Link to="/courses/$id" params={{ id: course.id }}>
            {course.title}
          </Link>
        </h3>
        {course.summary !== '' && <p className={classes.summary}>{course.summary}</p>}
        {course.isEnrolled && progress !== undefined ? (
          <div className={classes.progress}>
            <ProgressBar percent={progress.percent} label={text.course.progress(course.title)} />
            <span>
              {progress.percent >= 100 && progress.lessons > 0
                ? text.course.finished
                : text.course.completed(progress.completedLessons, progress.lessons)}
            </span>
          </div>
        ) : (
          <p className={classes.facts}>{courseFacts(course)}</p>
        )}
      </div>
    </article>
  );
}

/** `12 lessons · 3:20:00`. */
export function courseFacts({ lessonCount, durationSeconds }: CourseGlance): string {
  const lessons = text.course.lessons(lessonCount);
  return durationSeconds > 0 ? `${lessons} · ${formatDuration(durationSeconds)}` : lessons;
}
