import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { RefObject } from 'react';
import { lessonEditing } from '../../shared/api/studio/lesson-editing.ts';
import type { EditedLesson } from '../../shared/api/studio/lesson-editing.ts';
import { tell } from '../../shared/ui/toasts.tsx';
import { text } from '../text.ts';
import { Panel } from '../ui/panel.tsx';
import { PosterField } from '../ui/poster/poster-field.tsx';
import { tellProblem } from '../ui/tell-problem.ts';
import type { PlayerHandle } from './player/lesson-player.tsx';

/** The lesson's picture: a frame of its video, or a file. */
export function LessonPosterPanel(props: {
  lesson: EditedLesson;
  player: RefObject<PlayerHandle | null>;
  onChanged: () => Promise<void>;
}) {
  const { lesson, player } = props;
  const capture = useMutation({
    mutationFn: () => lessonEditing.setPosterFromFrame(lesson.id, player.current?.seconds() ?? 0),
    onError: tellProblem,
    onSuccess: async () => {
      tell(text.poster.taken);
      await props.onChanged();
    },
  });
  return (
    <Panel title={text.poster.heading} hint={text.poster.hint}>
      <PosterField
        url={lesson.posterUrl}
        isOwn={lesson.hasOwnPoster}
        onFile={(file) => lessonEditing.setPoster(lesson.id, file)}
        onRemove={() => lessonEditing.removePoster(lesson.id)}
        onDone={props.onChanged}
      >
        <Button
          size="xs"
          variant="default"
          disabled={lesson.video?.isPlayable !== true}
          loading={capture.isPending}
          onClick={() => capture.mutate()}
        >
          {text.poster.fromFrame}
        </Button>
      </PosterField>
    </Panel>
  );
}
