import type { Video } from '../api/video.ts';
import { text } from '../text.ts';
import classes from './state-tag.module.css';

/** Where a video is, in one or two words. Playable is told apart from ready. */
export function StateTag({ video }: { video: Pick<Video, 'state' | 'isPlayable'> }) {
  if (video.state === 'processing' && video.isPlayable) {
    return <span className={`${classes.tag} ${classes.good}`}>{text.video.playableNow}</span>;
  }
  return <span className={`${classes.tag} ${classes[video.state]}`}>{text.video[video.state]}</span>;
}
