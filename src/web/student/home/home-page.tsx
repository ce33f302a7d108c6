import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { coursesQuery } from '../../shared/api/courses.ts';
import type { CourseGlance } from '../../shared/api/courses.ts';
import { failureOf } from '../../shared/api/video-queries.ts';
import { buttonClass, PlainButton } from '../../shared/ui/forms/button.tsx';
import { EmptyState } from '../../shared/ui/states/empty-state.tsx';
import { Placeholder } from '../../shared/ui/states/placeholder.tsx';
import { ProgressBar } from '../../shared/ui/states/progress.tsx';
import { QueryProblem } from '../../shared/ui/states/query-problem.tsx';
import { usePageTitle } from '../../shared/ui/use-page-title.ts';
import { Poster } from '../poster.tsx';
import { text } from '../text.ts';
import cards from './course-card.module.css';
import { CourseCards } from './course-card.tsx';
import classes from './home-page.module.css';

/** Where students begin: go on, all their courses, what else they may join. */
export function HomePage() {
  usePageTitle(text.home.title);
  const learning = useInfiniteQuery(coursesQuery('learning'));
  const courses = learning.data?.pages.flatMap((page) => page.courses);
  const failure = failureOf(learning);
  const toGoOn = courses?.find(({ progress, continueLessonId }) => continueLessonId && (progress?.percent ?? 0) < 100);
  return (
    <>
      <h1 className={classes.title}>{text.home.title}</h1>
      {courses === undefined && failure !== undefined && (
        <QueryProblem error={failure} onRetry={() => void learning.refetch()} />
      )}
      {courses === undefined && failure === undefined && <HomePlaceholder />}
      {courses?.length === 0 && <EmptyState title={text.home.noCourses} hint={text.home.noCoursesHint} />}
      {toGoOn !== undefined && <GoOnCard course={toGoOn} />}
      {courses !== undefined && courses.length > 0 && (
        <section className={classes.section}>
          <h2>{text.home.learning}</h2>
          <CourseCards courses={courses} />
          <ShowMore query={learning} />
        </section>
      )}
      {courses !== undefined && <OpenCourses />}
    </>
  );
}

function GoOnCard({ course }: { course: CourseGlance }) {
  const { continueLessonId, progress } = course;
  if (continueLessonId === undefined || progress === undefined) return null;
  return (
    <article className={classes.goOn}>
      <Poster url={course.posterUrl} title={course.title} />
      <div className={classes.goOnWords}>
        <h2>
          <Link to="/courses/$id" params={{ id: course.id }}>
            {course.title}
          </Link>
        </h2>
        <div className={classes.goOnProgress}>
          <ProgressBar percent={progress.percent} label={text.course.progress(course.title)} />
          <span>{text.course.completed(progress.completedLessons, progress.lessons)}</span>
        </div>
        <Link
          to="/lessons/$id"
          params={{ id: continueLessonId }}
          className={buttonClass('primary')}
          aria-label={text.home.goOnIn(course.title)}
        >
          {text.home.goOn}
        </Link>
      </div>
    </article>
  );
}

function OpenCourses() {
  const open = useInfiniteQuery(coursesQuery('open'));
  const courses = open.data?.pages.flatMap((page) => page.courses);
  const failure = failureOf(open);
  return (
    <section className={classes.section}>
      <h2>{text.home.open}</h2>
      {courses === undefined && failure !== undefined && (
        <QueryProblem error={failure} onRetry={() => void open.refetch()} />
      )}
      {courses?.length === 0 && <p className={classes.quiet}>{text.home.noneOpen}</p>}
      {courses !== undefined && <CourseCards courses={courses} />}
      <ShowMore query={open} />
    </section>
  );
}

function ShowMore({
  query,
}: {
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
}) {
  if (!query.hasNextPage) return null;
  return (
    <div className={classes.more}>
      <PlainButton isBusy={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
        {text.home.showMore}
      </PlainButton>
    </div>
  );
}

function HomePlaceholder() {
  return (
    <div role="status" aria-label={text.loading}>
      <Placeholder height={238} />
      <section className={classes.section}>
        <div className={cards.cards}>
          {[0, 1, 2, 3].map((at) => (
            <Placeholder key={at} height={260} />
          ))}
        </div>
      </section>
    </div>
  );
}
