import { formatPercent } from '../../shared/format.ts';
import { text } from '../../shared/text.ts';
import { UploadActions, UploadProgress, percentSent } from '../uploads/upload-progress.tsx';
import type { Upload } from '../uploads/upload-queue.ts';
import { RowFrame } from './row-frame.tsx';

/** A file on its way: how far, how long still, pause, resume, cancel. */
export function UploadRow({ upload }: { upload: Upload }) {
  return (
    <RowFrame
      title={upload.fileName}
      facts={
        <>
          <span>{text.video.uploading}</span>
          <span>{formatPercent(percentSent(upload))}</span>
        </>
      }
      actions={<UploadActions upload={upload} />}
    >
      <UploadProgress upload={upload} />
    </RowFrame>
  );
}
