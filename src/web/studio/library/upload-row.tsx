import { ActionIcon } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatBytes, formatPercent, formatTimeLeft } from '../../shared/format.ts';
import { text } from '../../shared/text.ts';
import { CloseIcon, PauseIcon, PlayIcon } from '../../shared/ui/icons.tsx';
import { ProgressLine } from '../../shared/progress/progress-line.tsx';
import { ProblemBox } from '../../shared/ui/problem-box.tsx';
import { uploadQueue } from '../uploads/upload-queue.ts';
import type { Upload } from '../uploads/upload-queue.ts';
import { RowFrame } from './row-frame.tsx';

/** A file on its way: how far, how long still, pause, resume, cancel. */
export function UploadRow({ upload }: { upload: Upload }) {
  const percent = upload.sizeBytes === 0 ? 0 : (upload.sentBytes / upload.sizeBytes) * 100;
  const isMoving = upload.state === 'sending' || upload.state === 'waiting';
  return (
    <RowFrame
      title={upload.fileName}
      facts={
        <>
          <span>{text.video.uploading}</span>
          <span>{formatPercent(percent)}</span>
        </>
      }
      actions={
        <>
          {isMoving && (
            <IconAction label={text.uploads.pause} onClick={() => uploadQueue.pause(upload.id)} icon={<PauseIcon />} />
          )}
          {upload.state === 'paused' && (
            <IconAction label={text.uploads.resume} onClick={() => uploadQueue.resume(upload.id)} icon={<PlayIcon />} />
          )}
          {upload.state !== 'sent' && (
            <IconAction
              label={text.uploads.cancel}
              onClick={() => uploadQueue.remove(upload.id)}
              icon={<CloseIcon />}
            />
          )}
        </>
      }
    >
      {upload.state === 'failed' ? (
        <ProblemBox
          message={upload.problem ?? text.uploads.stopped}
          button={text.uploads.resume}
          onPress={() => uploadQueue.resume(upload.id)}
        />
      ) : (
        <ProgressLine
          percent={percent}
          label={`${text.video.uploading}: ${upload.fileName}`}
          sentence={describe(upload)}
          isIdle={!isMoving}
        />
      )}
    </RowFrame>
  );
}

function IconAction(props: { label: string; icon: ReactNode; onClick: () => void }) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      aria-label={props.label}
      title={props.label}
      onClick={props.onClick}
    >
      {props.icon}
    </ActionIcon>
  );
}

function describe({ state, sentBytes, sizeBytes, bytesPerSecond }: Upload): string {
  const sent = formatBytes(sentBytes);
  const total = formatBytes(sizeBytes);
  if (state === 'sent' || (state === 'sending' && sentBytes >= sizeBytes)) return text.uploads.finishing;
  if (state === 'paused') return text.uploads.paused(sent, total);
  if (!navigator.onLine) return text.uploads.offline;
  if (state === 'waiting') return text.uploads.waiting;
  const sentence = text.uploads.sending(sent, total);
  if (bytesPerSecond === undefined || bytesPerSecond === 0) return sentence;
  return `${sentence} · ${text.uploads.left(formatTimeLeft((sizeBytes - sentBytes) / bytesPerSecond))}`;
}
