import { ActionIcon, Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import type { Video } from '../../shared/api/video.ts';
import { formatAge } from '../../shared/format.ts';
import { text } from '../../shared/text.ts';
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.tsx';
import { CloseIcon, PlayIcon, TrashIcon } from '../../shared/ui/icons.tsx';
import { ProgressLine } from '../../shared/progress/progress-line.tsx';
import { RenditionBars } from '../../shared/progress/rendition-bars.tsx';
import { StateTag } from '../../shared/progress/state-tag.tsx';
import { ProblemBox } from '../../shared/ui/problem-box.tsx';
import { text as studioText } from '../text.ts';
import { ACCEPTED } from '../uploads/choose/drop-zone.tsx';
import { describeProgress } from '../videos/describe-progress.ts';
import { ReplacementState } from '../videos/replacement-state.tsx';
import { RestartButton } from '../videos/restart-button.tsx';
import { RowFrame } from './row-frame.tsx';
import { useVideoActions } from '../../shared/api/video-actions.ts';
import classes from './video-row.module.css';

/** A video the server knows: what it is, how far it is, what can be done with it. */
export function VideoRow({ video, onChooseAgain }: { video: Video; onChooseAgain: (file: File) => void }) {
  const actions = useVideoActions(video);
  const [isAsking, setIsAsking] = useState(false);
  return (
    <RowFrame
      posterUrl={video.posterUrl}
      durationSeconds={video.durationSeconds}
      title={
        video.isPlayable ? (
          <Link to="/watch/$id" params={{ id: video.id }}>
            {video.title}
          </Link>
        ) : (
          video.title
        )
      }
      facts={
        <>
          <StateTag video={video} />
          {video.state === 'ready' && <span>{text.video.qualities(video.renditions.map(({ id }) => id))}</span>}
          {(video.state === 'ready' || video.state === 'failed') && (
            <Link
              to="/studio/videos/$id"
              params={{ id: video.id }}
              className={classes.report}
              aria-label={studioText.report.linkOf(video.title)}
            >
              {studioText.report.link}
            </Link>
          )}
          <time dateTime={video.createdAt.toISOString()}>{formatAge(video.createdAt, new Date())}</time>
        </>
      }
      actions={
        <>
          {video.isPlayable && (
            <Link
              to="/watch/$id"
              params={{ id: video.id }}
              className={classes.watch}
              aria-label={text.video.watchTitle(video.title)}
            >
              <PlayIcon size={16} />
              {text.video.watch}
            </Link>
          )}
          {video.state === 'processing' && (
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label={text.video.cancelTitle(video.title)}
              title={text.video.cancel}
              loading={actions.cancel.isPending}
              onClick={() => actions.cancel.mutate()}
            >
              <CloseIcon />
            </ActionIcon>
          )}
          {video.mayDelete && (
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label={text.video.deleteTitle(video.title)}
              title={text.video.delete}
              loading={actions.remove.isPending}
              onClick={() => setIsAsking(true)}
            >
              <TrashIcon />
            </ActionIcon>
          )}
          {isAsking && (
            <ConfirmDialog
              title={text.deletion.title(video.title)}
              body={text.deletion.body}
              confirm={text.deletion.confirm}
              keep={text.deletion.keep}
              onConfirm={() => actions.remove.mutate()}
              onClose={() => setIsAsking(false)}
            />
          )}
        </>
      }
    >
      <RowBody video={video} onChooseAgain={onChooseAgain} />
    </RowFrame>
  );
}

function RowBody({ video, onChooseAgain }: { video: Video; onChooseAgain: (file: File) => void }) {
  const { retry } = useVideoActions(video);
  switch (video.state) {
    case 'ready':
      return video.replacement === undefined ? null : (
        <ReplacementState video={video} replacement={video.replacement} />
      );
    case 'uploading':
      return <ChooseAgain fileName={video.fileName} onFile={onChooseAgain} />;
    case 'processing':
      return (
        <>
          <ProgressLine percent={video.percent} label={text.video.processing} sentence={describeProgress(video)} />
          <RenditionBars renditions={video.renditions} />
        </>
      );
    case 'failed':
      return (
        <>
          <ProblemBox
            message={video.problem?.message ?? text.video.failed}
            action={video.problem?.action}
            button={text.video.retry}
            isBusy={retry.isPending}
            onPress={() => retry.mutate()}
          />
          <RestartButton videoId={video.id} />
        </>
      );
  }
}

function ChooseAgain({ fileName, onFile }: { fileName: string; onFile: (file: File) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className={classes.interrupted}>
      <p>{text.uploads.interrupted(fileName)}</p>
      <Button size="xs" variant="default" onClick={() => input.current?.click()}>
        {text.uploads.chooseAgain}
      </Button>
      <input
        ref={input}
        type="file"
        accept={ACCEPTED}
        hidden
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file !== undefined) onFile(file);
        }}
      />
    </div>
  );
}
