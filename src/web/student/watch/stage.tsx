import { useEffect, useState } from 'react';
import type { CSSProperties } from 'react';
import { playbackUrl } from '../../shared/api/api-client.ts';
import type { Video } from '../../shared/api/video.ts';
import { text } from '../../shared/text.ts';
import '../player-element.ts';
import classes from './stage.module.css';

const WORDS: Record<Video['state'], string> = {
  uploading: text.watch.notPlayableUploading,
  processing: text.watch.notPlayableYet,
  ready: text.watch.notPlayableYet,
  failed: text.watch.notPlayableFailed,
};

/** The black box with the picture: the player as soon as there is something to play, words until then. */
export function Stage({ video }: { video: Video }) {
  const best = video.renditions.at(-1);
  const ratio = best === undefined || best.height === 0 ? 16 / 9 : best.width / best.height;
  const isMissing = usePlayer(video.isPlayable || video.state !== 'failed');
  return (
    <div className={classes.stage} style={{ '--ratio': ratio } as CSSProperties}>
      <div className={classes.frame}>
        {video.isPlayable && video.hlsUrl !== undefined ? (
          <Player
            isMissing={isMissing}
            src={video.hlsUrl}
            renew={playbackUrl(video.id)}
            filled={video.filledUrl}
            poster={video.posterUrl}
            title={video.title}
          />
        ) : (
          <Waiting video={video} />
        )}
      </div>
    </div>
  );
}

/**
 * Loads the player, the largest part of the page's code, beside everything else: also while the video cannot be played
 * yet, so that nothing but the picture is missing when it can. Answers whether that failed.
 */
function usePlayer(isWanted: boolean): boolean {
  const [hasFailed, setHasFailed] = useState(false);
  useEffect(() => {
    if (isWanted) import('../../../player/lectern-player.ts').catch(() => setHasFailed(true));
  }, [isWanted]);
  return hasFailed;
}

interface PlayerProps {
  isMissing: boolean;
  src: string;
  renew: string;
  filled: string | undefined;
  poster: string | undefined;
  title: string;
}

/** The element comes alive when its code is there. */
function Player({ isMissing, ...attributes }: PlayerProps) {
  if (isMissing) return <p className={classes.words}>{text.watch.playerFailed}</p>;
  return <lectern-player className={classes.player} {...attributes} keys="page" />;
}

function Waiting({ video }: { video: Video }) {
  return (
    <>
      {video.posterUrl !== undefined && <img className={classes.poster} src={video.posterUrl} alt="" />}
      <p className={classes.words}>{WORDS[video.state]}</p>
    </>
  );
}
