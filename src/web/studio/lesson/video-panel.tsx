import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Ref } from 'react';
import type { EditedLesson } from '../../shared/api/studio/lesson-editing.ts';
import { limitsQuery, videoQuery } from '../../shared/api/video-queries.ts';
import type { Video } from '../../shared/api/video.ts';
import { formatDuration } from '../../shared/format.ts';
import { StateTag } from '../../shared/progress/state-tag.tsx';
import { UploadIcon } from '../../shared/ui/icons.tsx';
import { text } from '../text.ts';
import { Panel } from '../ui/panel.tsx';
import { ChooseFile } from '../uploads/choose/choose-file.tsx';
import { ACCEPTED } from '../uploads/choose/drop-zone.tsx';
import { Refusals } from '../uploads/choose/refusals.tsx';
import type { Refusal } from '../uploads/choose/refusals.tsx';
import { UploadActions, UploadProgress } from '../uploads/upload-progress.tsx';
import { sendFile } from '../uploads/send-file.ts';
import { useUploadFor } from '../videos/use-lesson-video.ts';
import { VideoProgress } from '../videos/video-progress.tsx';
import { LessonPlayer } from './player/lesson-player.tsx';
import type { PlayerHandle } from './player/lesson-player.tsx';
import classes from './video-panel.module.css';

/** The lesson's video: played, uploaded, replaced; what happens to it now. */
export function VideoPanel(props: { lesson: EditedLesson; player: Ref<PlayerHandle>; onChanged: () => Promise<void> }) {
  const { lesson } = props;
  const limits = useQuery(limitsQuery).data;
  const video = useLive(lesson.video);
  const replacement = useLive(lesson.replacement);
  const shown = replacement ?? video;
  const upload = useUploadFor(lesson.id, shown);
  const [refusals, setRefusals] = useState<readonly Refusal[]>([]);
  const send = (file: File): void => {
    const reason = sendFile(file, limits, { lessonId: lesson.id });
    setRefusals(reason === undefined ? [] : [{ fileName: file.name, reason }]);
  };
  const isReplacing = video?.isPlayable === true && (replacement !== undefined || isRunning(upload?.state));
  return (
    <Panel
      title={text.video.heading}
      aside={
        <div className={classes.facts}>
          {video !== undefined && <StateTag video={video} />}
          {(video?.state === 'ready' || video?.state === 'failed') && (
            <Link to="/studio/videos/$id" params={{ id: video.id }} className={classes.report}>
              {text.report.link}
            </Link>
          )}
          {video?.durationSeconds !== undefined && <span>{formatDuration(video.durationSeconds)}</span>}
          <ChooseFile
            size="xs"
            label={video === undefined ? text.video.choose : text.video.replace}
            accept={ACCEPTED}
            icon={<UploadIcon size={16} />}
            onFiles={([file]) => {
              if (file !== undefined) send(file);
            }}
          />
        </div>
      }
    >
      <Refusals refusals={refusals} onDismiss={() => setRefusals([])} />
      {video?.isPlayable === true && video.hlsUrl !== undefined ? (
        <LessonPlayer key={video.id} video={video} ref={props.player} />
      ) : (
        <div className={classes.nothing}>
          <p>{video === undefined && upload === undefined ? text.video.none : text.video.notPlayable}</p>
        </div>
      )}
      {isReplacing && <p className={classes.note}>{text.video.replacing}</p>}
      {upload !== undefined ? (
        <div className={classes.state}>
          <UploadProgress upload={upload} />
          <div className={classes.uploadActions}>
            <UploadActions upload={upload} onCancel={() => void props.onChanged()} />
          </div>
        </div>
      ) : (
        shown !== undefined && (
          <div className={classes.state}>
            <VideoProgress video={shown} onFile={send} />
          </div>
        )
      )}
      {video !== undefined && video.notes.length > 0 && (
        <ul className={classes.notes}>
          {video.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

/** The video as the event stream knows it, from the lesson where that is all there is. */
function useLive(video: Video | undefined): Video | undefined {
  const live = useQuery({ ...videoQuery(video?.id ?? ''), enabled: false });
  return video === undefined ? undefined : (live.data ?? video);
}

function isRunning(state: string | undefined): boolean {
  return state !== undefined && state !== 'failed';
}
