import { ActionIcon } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatBytes, formatTimeLeft } from '../../shared/format.ts';
import { text } from '../../shared/text.ts';
import { CloseIcon, PauseIcon, PlayIcon } from '../../shared/ui/icons.tsx';
import { ProgressLine } from '../../shared/progress/progress-line.tsx';
import { ProblemBox } from '../../shared/ui/problem-box.tsx';
import { uploadQueue } from './upload-queue.ts';
import type { Upload } from './upload-queue.ts';

/** How much of a file is sent, 0 to 100. */
export function percentSent({ sentBytes, sizeBytes }: Upload): number {
  return sizeBytes === 0 ? 0 : (sentBytes / sizeBytes) * 100;
}

/** How far an upload is, or why it stopped. */
export function UploadProgress({ upload }: { upload: Upload }) {
  if (upload.state === 'failed') {
    return (
      <ProblemBox
        message={upload.problem ?? text.uploads.stopped}
        button={text.uploads.resume}
        onPress={() => uploadQueue.resume(upload.id)}
      />
    );
  }
  return (
    <ProgressLine
      percent={percentSent(upload)}
      label={`${text.video.uploading}: ${upload.fileName}`}
      sentence={describe(upload)}
      isIdle={!isMoving(upload)}
    />
  );
}

/** Pause, resume, cancel: those that make sense now. */
export function UploadActions({ upload, onCancel }: { upload: Upload; onCancel?: () => void }) {
  return (
    <>
      {isMoving(upload) && (
        <IconAction label={text.uploads.pause} onClick={() => uploadQueue.pause(upload.id)} icon={<PauseIcon />} />
      )}
      {upload.state === 'paused' && (
        <IconAction label={text.uploads.resume} onClick={() => uploadQueue.resume(upload.id)} icon={<PlayIcon />} />
      )}
      {upload.state !== 'sent' && (
        <IconAction
          label={text.uploads.cancel}
          onClick={() => {
            uploadQueue.remove(upload.id);
            onCancel?.();
          }}
          icon={<CloseIcon />}
        />
      )}
    </>
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

function isMoving({ state }: Upload): boolean {
  return state === 'sending' || state === 'waiting';
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
