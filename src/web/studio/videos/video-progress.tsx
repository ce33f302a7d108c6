import { ProgressLine } from '../../shared/progress/progress-line.tsx';
import { RenditionBars } from '../../shared/progress/rendition-bars.tsx';
import { text as sharedText } from '../../shared/text.ts';
import { text } from '../text.ts';
import { ChooseFile } from '../uploads/choose/choose-file.tsx';
import { ACCEPTED } from '../uploads/choose/drop-zone.tsx';
import { describeProgress } from './describe-progress.ts';
import { RestartButton } from './restart-button.tsx';
import { RetryButton } from './retry-button.tsx';
import type { LessonVideo } from './use-lesson-video.ts';
import classes from './video-progress.module.css';

/** What still happens to a lesson's video, or what went wrong and what can be done. Nothing for one that is ready. */
export function VideoProgress(props: { video: LessonVideo; onFile: (file: File) => void }) {
  const { video } = props;
  switch (video.state) {
    case 'ready':
      return null;
    case 'uploading':
      return (
        <div className={classes.problem} data-mild>
          <p>{text.video.interrupted(video.fileName)}</p>
          <ChooseFile
            size="xs"
            label={sharedText.uploads.chooseAgain}
            accept={ACCEPTED}
            onFiles={first(props.onFile)}
          />
        </div>
      );
    case 'processing':
      return (
        <div className={classes.progress}>
          <ProgressLine
            percent={video.percent}
            label={sharedText.video.processing}
            sentence={describeProgress(video)}
          />
          <RenditionBars renditions={video.renditions} />
        </div>
      );
    case 'failed':
      return (
        <div className={classes.problem} role="alert">
          <p>
            <strong>{video.problem?.message ?? sharedText.video.failed}</strong> <span>{video.problem?.action}</span>
          </p>
          <div className={classes.actions}>
            <RetryButton videoId={video.id} />
            <RestartButton videoId={video.id} />
            <ChooseFile size="xs" label={text.video.otherFile} accept={ACCEPTED} onFiles={first(props.onFile)} />
          </div>
        </div>
      );
  }
}

function first(take: (file: File) => void): (files: File[]) => void {
  return ([file]) => {
    if (file !== undefined) take(file);
  };
}
