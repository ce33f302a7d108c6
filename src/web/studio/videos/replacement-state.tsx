import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../shared/api/api-client.ts';
import { videoQuery } from '../../shared/api/video-queries.ts';
import type { Replacement, Video } from '../../shared/api/video.ts';
import { ProgressLine } from '../../shared/progress/progress-line.tsx';
import { text } from '../text.ts';
import { tellProblem } from '../ui/tell-problem.ts';
import classes from './replacement-state.module.css';
import { describeProgress } from './describe-progress.ts';
import { RetryButton } from './retry-button.tsx';
import problemClasses from './video-progress.module.css';

/** Another file for a video that plays: how far it is, or why it cannot be used; and the ways out. */
export function ReplacementState({ video, replacement }: { video: Video; replacement: Replacement }) {
  const { fileName, problem } = replacement;
  if (problem === undefined) {
    return (
      <div className={classes.running}>
        <ProgressLine
          percent={replacement.percent}
          label={text.replacing.label(fileName)}
          sentence={`${text.replacing.label(fileName)}: ${describeProgress(replacement)}`}
        />
        <GiveUp videoId={video.id} label={text.replacing.stop} />
      </div>
    );
  }
  return (
    <div className={`${problemClasses.problem} ${classes.failed}`} role="alert">
      <p>
        <strong>{text.replacing.failed(fileName)}</strong> {problem.message} {problem.action}
      </p>
      <p>{text.replacing.playsOn}</p>
      <div className={problemClasses.actions}>
        <RetryButton videoId={video.id} />
        <GiveUp videoId={video.id} label={text.replacing.keep} />
      </div>
    </div>
  );
}

/** Throws the other file away. */
function GiveUp({ videoId, label }: { videoId: string; label: string }) {
  const client = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => api.cancelVideo(videoId),
    onError: tellProblem,
    onSuccess: () => client.invalidateQueries({ queryKey: videoQuery(videoId).queryKey }),
  });
  return (
    <Button size="xs" variant="subtle" color="gray" loading={cancel.isPending} onClick={() => cancel.mutate()}>
      {label}
    </Button>
  );
}
