import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiError } from '../../shared/api/api-client.ts';
import { courseQuery, enrolmentApi, refreshCourses } from '../../shared/api/courses.ts';
import type { Course } from '../../shared/api/courses.ts';
import { failureOf } from '../../shared/api/video-queries.ts';
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.tsx';
import { buttonClass, PlainButton } from '../../shared/ui/forms/button.tsx';
import { EmptyState } from '../../shared/ui/states/empty-state.tsx';
import { Markdown } from '../../shared/ui/markdown/markdown.tsx';
import { Placeholder } from '../../shared/ui/states/placeholder.tsx';
import { ProgressBar } from '../../shared/ui/states/progress.tsx';
import { QueryProblem } from '../../shared/ui/states/query-problem.tsx';
import { tell } from '../../shared/ui/toasts.tsx';
import { usePageTitle } from '../../shared/ui/use-page-title.ts';
import { NotFoundPage } from '../../shell/not-found-page.tsx';
import { courseFacts } from '../home/course-card.tsx';
import { Poster } from '../poster.tsx';
import { text } from '../text.ts';
import classes from './course-page.module.css';
import { LessonList } from './lesson-list.tsx';

/** What a course is, how far one is, and its lessons. */
export function CoursePage() {
  const { id } = useParams({ from: '/courses/$id' });
  const query = useQuery(courseQuery(id));
  const failure = failureOf(query);
  const course = query.data;
  usePageTitle(course?.title ?? text.home.title);
  if (failure instanceof ApiError && (failure.status === 404 || failure.status === 403)) {
    return <NotFoundPage title={text.course.gone} />;
  }
  if (course !== undefined) return <CourseView course={course} />;
  if (failure !== undefined)
    return <QueryProblem title={text.course.notLoaded} error={failure} onRetry={() => void query.refetch()} />;
  return <CoursePlaceholder />;
}

function CourseView({ course }: { course: Course }) {
  const lessons = course.modules.flatMap((module) => module.lessons);
  return (
    <>
      <div className={classes.hero}>
        <div>
          <h1>{course.title}</h1>
          {course.summary !== '' && <p className={classes.summary}>{course.summary}</p>}
          <p className={classes.facts}>
            {!course.isPublished && <span className={classes.draft}>{text.course.draft}</span>}
            <span>{courseFacts(course)}</span>
            {course.instructors.length > 0 && <span>{text.course.by(course.instructors.map(({ name }) => name))}</span>}
          </p>
          {course.isEnrolled && course.progress !== undefined && (
            <div className={classes.progress}>
              <ProgressBar percent={course.progress.percent} label={text.course.progress(course.title)} />
              <span>{text.course.completed(course.progress.completedLessons, course.progress.lessons)}</span>
            </div>
          )}
          <Actions course={course} />
        </div>
        <div className={classes.picture}>
          <Poster url={course.posterUrl} title={course.title} />
        </div>
      </div>
      <div className={classes.columns}>
        {course.description !== '' && (
          <section className={classes.about}>
            <h2>{text.course.about}</h2>
            <Markdown source={course.description} firstLevel={3} />
          </section>
        )}
        <section className={classes.content}>
          <h2>{text.course.content}</h2>
          {lessons.length === 0 ? (
            <EmptyState title={text.course.empty} hint={text.course.emptyHint} />
          ) : (
            <div className={classes.lessons}>
              <LessonList modules={course.modules} canOpen={course.isEnrolled || course.mayEdit} />
            </div>
          )}
        </section>
      </div>
      {course.isEnrolled && <Leave course={course} />}
    </>
  );
}

function Actions({ course }: { course: Course }) {
  const client = useQueryClient();
  const enrol = useMutation({
    mutationFn: () => enrolmentApi.enrol(course.id),
    onSuccess: () => tell(text.course.enrolled),
    onError: (error) => tell(error.message, true),
    onSettled: () => refreshCourses(client, course.id),
  });
  const firstId = course.continueLessonId ?? course.modules.find(({ lessons }) => lessons.length > 0)?.lessons[0]?.id;
  const percent = course.progress?.percent ?? 0;
  const hasBegun = course.modules.some(({ lessons }) => lessons.some(({ progress }) => progress !== undefined));
  const goOn = percent >= 100 ? text.course.review : hasBegun ? text.course.goOn : text.course.start;
  const mayJoin = !course.isEnrolled && course.isPublished && course.enrolment === 'open';
  return (
    <>
      <div className={classes.actions}>
        {(course.isEnrolled || course.mayEdit) && firstId !== undefined && (
          <Link to="/lessons/$id" params={{ id: firstId }} className={buttonClass('primary')}>
            {goOn}
          </Link>
        )}
        {mayJoin && (
          <PlainButton
            look={course.mayEdit ? 'plain' : 'primary'}
            isBusy={enrol.isPending}
            onClick={() => enrol.mutate()}
          >
            {text.course.enrol}
          </PlainButton>
        )}
        {course.mayEdit && (
          <Link to="/studio/courses/$id" params={{ id: course.id }} className={buttonClass('plain')}>
            {text.course.edit}
          </Link>
        )}
      </div>
      {!course.isEnrolled && !course.mayEdit && (
        <p className={classes.note}>{mayJoin ? text.course.joinFirst : text.course.byInvitation}</p>
      )}
    </>
  );
}

function Leave({ course }: { course: Course }) {
  const client = useQueryClient();
  const [isAsking, setIsAsking] = useState(false);
  const leave = useMutation({
    mutationFn: () => enrolmentApi.leave(course.id),
    onSuccess: () => tell(text.course.left),
    onError: (error) => tell(error.message, true),
    onSettled: () => refreshCourses(client, course.id),
  });
  return (
    <div className={classes.leave}>
      <PlainButton look="quiet" isBusy={leave.isPending} onClick={() => setIsAsking(true)}>
        {text.course.leave}
      </PlainButton>
      {isAsking && (
        <ConfirmDialog
          title={text.course.leaveQuestion}
          body={text.course.leaveHint}
          confirm={text.course.leave}
          keep={text.course.stay}
          onConfirm={() => leave.mutate()}
          onClose={() => setIsAsking(false)}
        />
      )}
    </div>
  );
}

function CoursePlaceholder() {
  return (
    <div role="status" aria-label={text.loading}>
      <div className={classes.hero}>
        <div>
          <Placeholder height={40} width="70%" />
          <br />
          <Placeholder height={80} />
        </div>
        <div className={classes.picture} style={{ aspectRatio: '16 / 9' }}>
          <Placeholder height="100%" />
        </div>
      </div>
      <div className={classes.columns}>
        <Placeholder height={320} />
      </div>
    </div>
  );
}
