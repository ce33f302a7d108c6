import { useEffect, useImperativeHandle, useRef, useState } from 'react';
import type { Ref } from 'react';
import type { LecternPlayer } from '../../../../player/lectern-player.ts';
import type { Video } from '../../../shared/api/video.ts';
import { text } from '../../text.ts';
import classes from './lesson-player.module.css';

/** What other parts of the editor want from the player. */
export interface PlayerHandle {
  /** Where it stands, in seconds; undefined when nothing can be played yet. */
  readonly seconds: () => number | undefined;
  readonly seek: (seconds: number) => void;
}

/** The video as students see it. Its address is the first one told: the player itself asks for a new one in time. */
export function LessonPlayer({ video, ref }: { video: Video; ref: Ref<PlayerHandle> }) {
  const place = useRef<HTMLDivElement>(null);
  const element = useRef<LecternPlayer>(null);
  const [hasFailed, setHasFailed] = useState(false);
  const { id, title, posterUrl } = video;
  const [address] = useState({ src: video.hlsUrl ?? '', filled: video.filledUrl });
  useEffect(() => {
    let isGone = false;
    import('../../../../player/lectern-player.ts').then(
      () => {
        if (isGone || place.current === null) return;
        const player = document.createElement('lectern-player') as LecternPlayer;
        player.setAttribute('src', address.src);
        if (address.filled !== undefined) player.setAttribute('filled', address.filled);
        player.title = title;
        place.current.replaceChildren(player);
        element.current = player;
      },
      () => setHasFailed(true),
    );
    return () => {
      isGone = true;
      element.current?.remove();
      element.current = null;
    };
    // Another title is no reason to begin again.
  }, [id, address]);
  useEffect(() => {
    if (posterUrl !== undefined) element.current?.setAttribute('poster', posterUrl);
  }, [posterUrl]);
  useImperativeHandle(
    ref,
    () => ({
      seconds: () => element.current?.currentTime,
      seek: (seconds) => element.current?.seek(seconds),
    }),
    [],
  );
  return (
    <div className={classes.frame}>
      <div ref={place} className={classes.place} />
      {hasFailed && <p className={classes.words}>{text.video.playerFailed}</p>}
    </div>
  );
}
