import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';
import type { LecternPlayer, LecternPlayerEvents } from '../../../../player/lectern-player.ts';
import { playbackUrl } from '../../../shared/api/api-client.ts';
import { refreshCourses } from '../../../shared/api/courses.ts';
import type { LessonProgress } from '../../../shared/api/courses.ts';
import { lessonQuery, progressApi } from '../../../shared/api/lessons.ts';
import type { Lesson } from '../../../shared/api/lessons.ts';
import { noticeSignOut } from '../../../shared/api/query-client.ts';
import type { Video } from '../../../shared/api/video.ts';
import { formatDuration } from '../../../shared/format.ts';
import { PlainButton } from '../../../shared/ui/forms/button.tsx';
import { tell } from '../../../shared/ui/toasts.tsx';
import '../../player-element.ts';
import { text } from '../../text.ts';
import classes from './lesson-player.module.css';
import { ProgressSender } from './progress-sender.ts';
import { startSecondsOf } from './start-seconds.ts';

const RESUME_SHOWN_MS = 8000;
const ELSEWHERE_SECONDS = 10;

/** The player of a lesson: begins where the viewer was, and tells the server what was really played. */
export function LessonPlayer(props: {
  lesson: Lesson;
  video: Video & { hlsUrl: string };
  element: RefObject<LecternPlayer | null>;
  onEnded: () => void;
}) {
  const { lesson, video, element } = props;
  const [startSeconds] = useState(() => startSecondsOf(lesson.progress, video.durationSeconds));
  const [isResumeShown, setIsResumeShown] = useState(startSeconds > 0);
  const ownSeconds = useReporting(lesson, element, props.onEnded);
  useEffect(() => {
    const timer = setTimeout(() => setIsResumeShown(false), RESUME_SHOWN_MS);
    // Who came here by a click wants to watch; a page opened by its address stays quiet.
    if (navigator.userActivation.hasBeenActive) {
      void customElements.whenDefined('lectern-player').then(() => element.current?.play());
    }
    return () => clearTimeout(timer);
  }, [element]);
  return (
    <>
      <lectern-player
        ref={element}
        className={classes.player}
        src={video.hlsUrl}
        renew={playbackUrl(video.id)}
        filled={video.filledUrl}
        poster={lesson.posterUrl ?? video.posterUrl}
        title={lesson.title}
        start-seconds={startSeconds}
        captions={JSON.stringify(lesson.captions.filter(({ hiddenBy }) => hiddenBy === undefined))}
        chapters={JSON.stringify(lesson.chapters)}
        keys="page"
      />
      {isResumeShown && (
        <p className={classes.chip}>
          {text.lesson.resumed(formatDuration(startSeconds))}
          <PlainButton
            look="quiet"
            onClick={() => {
              element.current?.seek(0);
              setIsResumeShown(false);
            }}
          >
            {text.lesson.startOver}
          </PlainButton>
        </p>
      )}
      {!isResumeShown && <Elsewhere lesson={lesson} element={element} ownSeconds={ownSeconds} />}
    </>
  );
}

/** Reports what is played. Answers where the viewer was at the last report, in seconds. */
function useReporting(lesson: Lesson, element: RefObject<LecternPlayer | null>, onEnded: () => void) {
  const client = useQueryClient();
  const ownSeconds = useRef(lesson.progress.positionSeconds);
  const ended = useRef(onEnded);
  ended.current = onEnded;
  const wasCompleted = useRef(lesson.progress.isCompleted);
  const { id, courseId } = lesson;
  useEffect(() => {
    const player = element.current;
    if (player === null) return;
    const sender = new ProgressSender(
      async (report, isLeaving) => {
        try {
          return await progressApi.report(id, report, isLeaving);
        } catch (error) {
          noticeSignOut(error);
          throw error;
        }
      },
      (progress: LessonProgress) => {
        client.setQueryData(lessonQuery(id).queryKey, (known) => known && { ...known, progress });
        if (progress.isCompleted && !wasCompleted.current) {
          tell(text.lesson.justCompleted);
          refreshCourses(client, courseId);
        }
        wasCompleted.current = progress.isCompleted;
      },
    );
    const onProgress = (event: Event): void => {
      const { isLeaving, positionSeconds, played, speed } = (event as LecternPlayerEvents['lectern-progress']).detail;
      ownSeconds.current = positionSeconds;
      sender.tell({ positionSeconds, played: played.map(([from, to]) => [from, to] as const), speed }, isLeaving);
    };
    const tellEnded = (): void => ended.current();
    player.addEventListener('lectern-progress', onProgress);
    player.addEventListener('lectern-ended', tellEnded);
    return () => {
      // Its last report has come by now: React takes the element out of the page first.
      player.removeEventListener('lectern-progress', onProgress);
      player.removeEventListener('lectern-ended', tellEnded);
      void client.invalidateQueries({ queryKey: ['course', courseId] });
      void client.invalidateQueries({ queryKey: ['courses'] });
    };
  }, [client, courseId, element, id]);
  return ownSeconds;
}

/** Offers the second where the viewer went on elsewhere, while this player stands still. */
function Elsewhere(props: { lesson: Lesson; element: RefObject<LecternPlayer | null>; ownSeconds: RefObject<number> }) {
  const { positionSeconds } = props.lesson.progress;
  const [dismissed, setDismissed] = useState<number>();
  const isElsewhere =
    Math.abs(positionSeconds - props.ownSeconds.current) > ELSEWHERE_SECONDS && dismissed !== positionSeconds;
  if (!isElsewhere || props.element.current?.isPaused === false) return null;
  return (
    <p className={classes.chip} role="status">
      {text.lesson.elsewhere(formatDuration(positionSeconds))}
      <PlainButton
        look="quiet"
        onClick={() => {
          props.element.current?.seek(positionSeconds);
          setDismissed(positionSeconds);
          void props.element.current?.play();
        }}
      >
        {text.lesson.goThere}
      </PlainButton>
      <PlainButton look="quiet" onClick={() => setDismissed(positionSeconds)}>
        {text.lesson.dismiss}
      </PlainButton>
    </p>
  );
}
