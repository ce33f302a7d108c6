import { useVideoActions } from '../../shared/api/video-actions.ts';
import type { Video } from '../../shared/api/video.ts';
import { formatPercent, formatTimeLeft } from '../../shared/format.ts';
import { ProgressLine } from '../../shared/progress/progress-line.tsx';
import { text } from '../../shared/text.ts';
import { ProblemBox } from '../../shared/ui/problem-box.tsx';
import classes from './video-state.module.css';

/** What still happens to the video, or what went wrong with it. Nothing for one that is ready. */
export function VideoState({ video }: { video: Video }) {
  const { retry } = useVideoActions(video);
  if (video.state === 'processing') {
    const left = video.secondsLeft === undefined ? '' : ` · ${text.video.timeLeft(formatTimeLeft(video.secondsLeft))}`;
    return (
      <section className={classes.state}>
        <ProgressLine
          percent={video.percent}
          label={text.video.processing}
          sentence={`${text.video.percentDone(formatPercent(video.percent))}${left}`}
        />
        {video.isPlayable && <p>{text.watch.stillProcessing}</p>}
      </section>
    );
  }
  if (video.state !== 'failed' || video.problem === undefined) return null;
  return (
    <div className={classes.state}>
      <ProblemBox
        message={video.problem.message}
        action={video.problem.action}
        button={text.video.retry}
        isBusy={retry.isPending}
        onPress={() => retry.mutate()}
      />
    </div>
  );
}
