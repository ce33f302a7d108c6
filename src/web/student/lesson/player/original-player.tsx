import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { lessonQuery } from '../../../shared/api/lessons.ts';
import type { Lesson } from '../../../shared/api/lessons.ts';
import { text } from '../../text.ts';

/** An address that fails again so soon has not expired. */
const RENEWED_MS = 30_000;

/**
 * The file of a lesson as it was uploaded, in the browser's own player. Its address expires as those of streams do: then it
 * goes on at the same second under a fresh one.
 */
export function OriginalPlayer(props: {
  lesson: Lesson;
  className: string | undefined;
  originalUrl: string;
  startSeconds: number;
  onGivenUp: () => void;
}) {
  const { lesson } = props;
  const client = useQueryClient();
  // A lesson that is asked for again brings another address; the one that plays stays.
  const [url, setUrl] = useState(props.originalUrl);
  const goesOnAt = useRef({ seconds: props.startSeconds, isPlaying: false });
  const renewedMs = useRef(-RENEWED_MS);
  const renew = async (player: HTMLVideoElement): Promise<void> => {
    if (performance.now() - renewedMs.current < RENEWED_MS) return props.onGivenUp();
    renewedMs.current = performance.now();
    // Before anything was read it stands at 0.
    const seconds = player.readyState === 0 ? goesOnAt.current.seconds : player.currentTime;
    goesOnAt.current = { seconds, isPlaying: !player.paused };
    try {
      const now = await client.query({ ...lessonQuery(lesson.id), staleTime: 0, retry: false });
      if (now.originalUrl === undefined) props.onGivenUp();
      else if (now.originalUrl === url) player.load();
      else setUrl(now.originalUrl);
    } catch {
      props.onGivenUp();
    }
  };
  return (
    <video
      className={props.className}
      src={url}
      poster={lesson.posterUrl}
      aria-label={text.lesson.originalLabel(lesson.title)}
      controls
      playsInline
      preload="metadata"
      onLoadedMetadata={({ currentTarget }) => {
        const { seconds, isPlaying } = goesOnAt.current;
        if (seconds > 0) currentTarget.currentTime = seconds;
        if (isPlaying) void currentTarget.play().catch(() => undefined); // the browser's own button is there
      }}
      onError={({ currentTarget }) => void renew(currentTarget)}
    >
      {lesson.captions.map(({ id, language, label, url: captionsUrl }) => (
        <track key={id} kind="captions" src={captionsUrl} srcLang={language} label={label} />
      ))}
    </video>
  );
}
