import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';
import type { LecternPlayer } from '../../../player/lectern-player.ts';
import { ApiError } from '../../shared/api/api-client.ts';
import { courseQuery } from '../../shared/api/courses.ts';
import { lessonQuery } from '../../shared/api/lessons.ts';
import type { Lesson } from '../../shared/api/lessons.ts';
import { useLiveUpdates } from '../../shared/api/live-updates.ts';
import { failureOf, putVideo, videoQuery } from '../../shared/api/video-queries.ts';
import type { Video } from '../../shared/api/video.ts';
import { EmptyState } from '../../shared/ui/states/empty-state.tsx';
import { Markdown } from '../../shared/ui/markdown/markdown.tsx';
import { Placeholder } from '../../shared/ui/states/placeholder.tsx';
import { QueryProblem } from '../../shared/ui/states/query-problem.tsx';
import { usePageTitle } from '../../shared/ui/use-page-title.ts';
import { NotFoundPage } from '../../shell/not-found-page.tsx';
import { text } from '../text.ts';
import { LessonAside } from './lesson-aside.tsx';
import { LessonExtras } from './lesson-extras.tsx';
import { LessonHead } from './lesson-head.tsx';
import classes from './lesson-page.module.css';
import { LessonStage } from './lesson-stage.tsx';

/** What the server told longer ago than this may not be where the viewer is now. */
const FRESH_MS = 10_000;

/** One lesson: its video, its text, and the way through the course. */
export function LessonPage() {
  const { id } = useParams({ from: '/lessons/$id' });
  return <LessonLoader key={id} id={id} />;
}

function LessonLoader({ id }: { id: string }) {
  const [openedMs] = useState(() => Date.now());
  const query = useQuery(lessonQuery(id));
  const failure = failureOf(query);
  // Once shown it stays; before, only what is fresh: the position may come from another device.
  const [wasShown, setWasShown] = useState(false);
  const isFresh = query.dataUpdatedAt > openedMs - FRESH_MS;
  const lesson = isFresh || wasShown ? query.data : undefined;
  useEffect(() => {
    if (lesson !== undefined) setWasShown(true);
  }, [lesson]);
  usePageTitle(lesson?.title ?? text.loading);
  if (failure instanceof ApiError && (failure.status === 404 || failure.status === 403)) {
    return <NotFoundPage title={text.lesson.gone} />;
  }
  if (lesson !== undefined) return <LessonView lesson={lesson} />;
  if (failure !== undefined)
    return <QueryProblem title={text.lesson.notLoaded} error={failure} onRetry={() => void query.refetch()} />;
  return <LessonPlaceholder />;
}

function LessonView({ lesson }: { lesson: Lesson }) {
  const element = useRef<LecternPlayer>(null);
  useLiveUpdates(lesson.video?.id, lesson.courseId);
  const { data: course } = useQuery(courseQuery(lesson.courseId));
  const lessons = course?.modules.flatMap((module) => module.lessons) ?? [];
  const next = lessons.find(({ id }) => id === lesson.nextLessonId);
  return (
    <div className={classes.columns}>
      <div className={classes.main}>
        {lesson.video !== undefined && <LiveStage lesson={lesson} told={lesson.video} next={next} element={element} />}
        <LessonHead lesson={lesson} />
        {lesson.kind === 'empty' && lesson.video === undefined && (
          <div className={classes.section}>
            <EmptyState title={text.lesson.empty} hint={text.lesson.emptyHint} />
          </div>
        )}
        {lesson.text !== '' && (
          <div className={classes.section}>
            <Markdown source={lesson.text} firstLevel={2} />
          </div>
        )}
        <LessonExtras lesson={lesson} onSeek={(seconds) => seek(element.current, seconds)} />
      </div>
      <LessonAside course={course} lesson={lesson} />
    </div>
  );
}

function seek(player: LecternPlayer | null, seconds: number): void {
  player?.seek(seconds);
  void player?.play();
}

/** The stage, kept up to date by the event stream of its video. */
function LiveStage(props: {
  lesson: Lesson;
  told: Video;
  next: { id: string; title: string } | undefined;
  element: RefObject<LecternPlayer | null>;
}) {
  const client = useQueryClient();
  const { told } = props;
  useEffect(() => putVideo(client, told), [client, told]);
  // Never asked for by itself: students get videos with their lessons, and the stream tells the rest.
  const { data: live } = useQuery({ ...videoQuery(told.id), enabled: false });
  const hasFailed = live?.state === 'failed' && told.state !== 'failed';
  const { id } = props.lesson;
  useEffect(() => {
    // The lesson knows whether its file can be played instead.
    if (hasFailed) void client.invalidateQueries({ queryKey: lessonQuery(id).queryKey });
  }, [client, hasFailed, id]);
  return <LessonStage lesson={props.lesson} video={live ?? told} next={props.next} element={props.element} />;
}

function LessonPlaceholder() {
  return (
    <div className={classes.columns} role="status" aria-label={text.loading}>
      <div className={classes.main}>
        <div className={classes.stagePlaceholder} />
        <br />
        <Placeholder height={34} width="50%" />
        <br />
        <Placeholder height={44} />
      </div>
      <div className={classes.aside}>
        <Placeholder height={420} />
      </div>
    </div>
  );
}
