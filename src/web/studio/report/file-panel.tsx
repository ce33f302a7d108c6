import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { limitsQuery, videoQuery } from '../../shared/api/video-queries.ts';
import type { Video } from '../../shared/api/video.ts';
import { UploadIcon } from '../../shared/ui/icons.tsx';
import { text } from '../text.ts';
import { Panel } from '../ui/panel.tsx';
import { ChooseFile } from '../uploads/choose/choose-file.tsx';
import { ACCEPTED } from '../uploads/choose/drop-zone.tsx';
import { Refusals } from '../uploads/choose/refusals.tsx';
import type { Refusal } from '../uploads/choose/refusals.tsx';
import { sendFile } from '../uploads/send-file.ts';
import { UploadActions, UploadProgress } from '../uploads/upload-progress.tsx';
import { uploadQueue } from '../uploads/upload-queue.ts';
import type { Upload } from '../uploads/upload-queue.ts';
import { ReplacementState } from '../videos/replacement-state.tsx';
import classes from './file-panel.module.css';

/** The file of a video, and another one in its place: the video's addresses stay. */
export function FilePanel({ video }: { video: Video }) {
  const limits = useQuery(limitsQuery).data;
  const upload = useReplacingUpload(video.id);
  const [refusals, setRefusals] = useState<readonly Refusal[]>([]);
  const send = (file: File): void => {
    const reason = sendFile(file, limits, { replaces: video.id });
    setRefusals(reason === undefined ? [] : [{ fileName: file.name, reason }]);
  };
  return (
    <Panel
      title={text.replacing.heading}
      hint={video.state === 'ready' ? text.replacing.hint : text.replacing.hintAnew}
      aside={
        <ChooseFile
          size="xs"
          label={text.replacing.choose}
          accept={ACCEPTED}
          icon={<UploadIcon size={16} />}
          onFiles={([file]) => {
            if (file !== undefined) send(file);
          }}
        />
      }
    >
      <p className={classes.fileName}>{video.fileName}</p>
      <Refusals refusals={refusals} onDismiss={() => setRefusals([])} />
      {upload !== undefined && (
        <div className={classes.upload}>
          <p className={classes.fileName}>{text.replacing.label(upload.fileName)}</p>
          <UploadProgress upload={upload} />
          <div className={classes.actions}>
            <UploadActions upload={upload} />
          </div>
        </div>
      )}
      {video.replacement !== undefined && <ReplacementState video={video} replacement={video.replacement} />}
    </Panel>
  );
}

/** This window's newest upload in the place of a video's file, until it has arrived. */
function useReplacingUpload(videoId: string): Upload | undefined {
  const client = useQueryClient();
  const upload = useSyncExternalStore(uploadQueue.subscribe, () =>
    uploadQueue.list().findLast((each) => each.purpose.replaces === videoId),
  );
  const isSent = upload?.state === 'sent';
  // The server tells it by itself; this covers a stream that is down just now.
  useEffect(() => {
    if (isSent) void client.invalidateQueries({ queryKey: videoQuery(videoId).queryKey });
  }, [client, isSent, videoId]);
  return isSent ? undefined : upload;
}
