import { useEffect, useState } from 'react';
import type { CSSProperties, RefObject } from 'react';
import type { LecternPlayer } from '../../../player/lectern-player.ts';
import type { Lesson } from '../../shared/api/lessons.ts';
import type { Video } from '../../shared/api/video.ts';
import { formatPercent, formatTimeLeft } from '../../shared/format.ts';
import { text } from '../text.ts';
import classes from './lesson-stage.module.css';
import { LessonPlayer } from './player/lesson-player.tsx';
import { NextCountdown } from './player/next-countdown.tsx';
import { OriginalPlayer } from './player/original-player.tsx';
import { startSecondsOf } from './player/start-seconds.ts';

// The largest part of the page's code comes beside the lesson, so that nothing but the picture is missing then.
const playerCode = import('../../../player/lectern-player.ts').then(
  () => true,
  () => false,
);

/** The black box with the picture: the player as soon as there is something to play, how far it is until then. */
export function LessonStage(props: {
  lesson: Lesson;
  video: Video;
  next: { id: string; title: string } | undefined;
  element: RefObject<LecternPlayer | null>;
}) {
  const { lesson, video, next } = props;
  const best = video.renditions.at(-1);
  const ratio = best === undefined || best.height === 0 ? 16 / 9 : best.width / best.height;
  const [hasEnded, setHasEnded] = useState(false);
  const isMissing = useIsPlayerMissing();
  const { hlsUrl } = video;
  const [isGivenUp, setIsGivenUp] = useState(false);
  // What is there of the stream of a failed video ends somewhere; the file does not.
  const originalUrl = video.state === 'failed' && !isGivenUp ? lesson.originalUrl : undefined;
  const isPlayable = video.isPlayable && hlsUrl !== undefined && originalUrl === undefined;
  return (
    <>
      <div className={classes.stage} style={{ '--ratio': ratio } as CSSProperties}>
        <div className={classes.frame}>
          {isPlayable && !isMissing && (
            <LessonPlayer
              key={video.id}
              lesson={lesson}
              video={{ ...video, hlsUrl }}
              element={props.element}
              onEnded={() => setHasEnded(true)}
            />
          )}
          {isPlayable && isMissing && <Words title={text.lesson.playerFailed} />}
          {originalUrl !== undefined && (
            <OriginalPlayer
              key={video.id}
              className={classes.original}
              lesson={lesson}
              originalUrl={originalUrl}
              startSeconds={startSecondsOf(lesson.progress, video.durationSeconds)}
              onGivenUp={() => setIsGivenUp(true)}
            />
          )}
          {!isPlayable && originalUrl === undefined && <Waiting lesson={lesson} video={video} />}
          {hasEnded && next !== undefined && (
            <NextCountdown nextId={next.id} title={next.title} onStay={() => setHasEnded(false)} />
          )}
        </div>
      </div>
      {originalUrl !== undefined && <p className={classes.note}>{text.lesson.original}</p>}
    </>
  );
}

function Waiting({ lesson, video }: { lesson: Lesson; video: Video }) {
  const posterUrl = lesson.posterUrl ?? video.posterUrl;
  return (
    <>
      {posterUrl !== undefined && <img className={classes.poster} src={posterUrl} alt="" />}
      {video.state === 'failed' && <Words title={text.lesson.failed} hint={video.problem?.message} />}
      {video.state === 'uploading' && <Words title={text.lesson.uploading} hint={text.lesson.processingHint} isBusy />}
      {(video.state === 'processing' || video.state === 'ready') && (
        <Words title={text.lesson.processing} hint={progressOf(video)} second={text.lesson.processingHint} isBusy />
      )}
    </>
  );
}

function progressOf({ percent, secondsLeft }: Video): string {
  const done = text.lesson.percentDone(formatPercent(percent));
  return secondsLeft === undefined ? done : `${done} · ${text.lesson.timeLeft(formatTimeLeft(secondsLeft))}`;
}

function Words(props: { title: string; hint?: string | undefined; second?: string; isBusy?: boolean }) {
  return (
    <div className={classes.words}>
      {props.isBusy === true && <span className={classes.spinner} />}
      <strong role="status">{props.title}</strong>
      {props.hint !== undefined && <p>{props.hint}</p>}
      {props.second !== undefined && <p>{props.second}</p>}
    </div>
  );
}

function useIsPlayerMissing(): boolean {
  const [isMissing, setIsMissing] = useState(false);
  useEffect(() => {
    void playerCode.then((isThere) => setIsMissing(!isThere));
  }, []);
  return isMissing;
}
