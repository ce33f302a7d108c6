import type { Course } from '../../shared/api/courses.ts';
import type { Lesson } from '../../shared/api/lessons.ts';
import { Placeholder } from '../../shared/ui/states/placeholder.tsx';
import { ProgressBar } from '../../shared/ui/states/progress.tsx';
import { LessonList } from '../course/lesson-list.tsx';
import { text } from '../text.ts';
import classes from './lesson-page.module.css';

/** The course beside the lesson: what is done, what comes. */
export function LessonAside({ course, lesson }: { course: Course | undefined; lesson: Lesson }) {
  return (
    <nav className={classes.aside} aria-label={text.lesson.list}>
      <div className={classes.asideHead}>
        <h2>{lesson.courseTitle}</h2>
        {course?.progress !== undefined && (
          <>
            <ProgressBar percent={course.progress.percent} label={text.course.progress(lesson.courseTitle)} />
            <p>{text.course.completed(course.progress.completedLessons, course.progress.lessons)}</p>
          </>
        )}
      </div>
      {course === undefined ? (
        <Placeholder height={360} />
      ) : (
        <LessonList modules={course.modules} currentId={lesson.id} canOpen />
      )}
    </nav>
  );
}
