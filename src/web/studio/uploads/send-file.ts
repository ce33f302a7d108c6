import type { Limits } from '../../shared/api/video.ts';
import { checkFile } from './check-file.ts';
import type { UploadPurpose } from './upload-purpose.ts';
import { uploadQueue } from './upload-queue.ts';

/**
 * Begins to send a file: straight to the bucket where the server offers that, else through the
 * server. Returns a sentence when it cannot be taken.
 */
export function sendFile(file: File, limits: Limits | undefined, purpose: UploadPurpose = {}): string | undefined {
  return checkFile(file, limits) ?? uploadQueue.add(file, { purpose, isDirect: limits?.takesDirectUploads === true });
}
