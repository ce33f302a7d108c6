import { fetcher } from '@uppy/core/utils';
import { ApiError } from '../../../shared/api/api-client.ts';
import { BucketReach } from './bucket-out-of-reach.ts';
import { directUploads } from './direct-upload-api.ts';
import type { DirectUpload } from './direct-upload-api.ts';
import { rememberedUploads } from './remembered-uploads.ts';
import { tryAgain } from './try-again.ts';
import { purposeFields } from '../upload-purpose.ts';
import type { UploadPurpose } from '../upload-purpose.ts';

/** One file that goes straight to the bucket. */
export interface DirectTransfer {
  readonly file: File;
  readonly purpose: UploadPurpose;
  readonly retryDelaysMs: readonly number[];
  /** Stops it where it is; it may be sent again later and goes on there. */
  readonly signal: AbortSignal;
  /** Told which video it becomes. */
  readonly onBegun: (videoId: string) => void;
  readonly onProgress: (sentBytes: number) => void;
}

/** Browsers open six connections to one server, and two files are sent at once. */
const PARTS_AT_ONCE = 3;
/** A part that does not move for so long is sent again. */
const STALLED_MS = 60_000;
/** Completing says which parts lack; a bucket that loses them again and again is given up. */
const ROUNDS = 3;

/** Sends a file whole, or what lacks of one that was interrupted. Throws ApiError, BucketOutOfReach, or Error for what else the bucket did. */
export async function sendDirectly(transfer: DirectTransfer): Promise<void> {
  const { file, purpose, retryDelaysMs, signal, onBegun } = transfer;
  let upload = await resumedOf(transfer);
  if (upload === undefined) {
    const announcement = { fileName: file.name, sizeBytes: file.size, ...purposeFields(purpose) };
    // Not cut short: an upload that the server has begun must be known here.
    upload = await tryAgain(() => directUploads.begin(announcement), retryDelaysMs, signal);
    rememberedUploads.remember(file, purpose, upload.id);
  }
  onBegun(upload.id);
  const { id } = upload;
  for (let round = 1; upload.isComplete !== true; round++) {
    signal.throwIfAborted();
    await sendParts(transfer, upload);
    try {
      await tryAgain(() => directUploads.complete(id, signal), retryDelaysMs, signal);
      break;
    } catch (error) {
      if (!isCode(error, 'UPLOAD_INCOMPLETE') || round === ROUNDS) throw error;
      upload = await tryAgain(() => directUploads.show(id, signal), retryDelaysMs, signal);
    }
  }
  rememberedUploads.forget(file, purpose);
}

/** What this browser began to send of the same file, if the server still knows it. */
async function resumedOf({ file, purpose, retryDelaysMs, signal }: DirectTransfer): Promise<DirectUpload | undefined> {
  const id = rememberedUploads.idOf(file, purpose);
  if (id === undefined) return undefined;
  try {
    return await tryAgain(() => directUploads.show(id, signal), retryDelaysMs, signal);
  } catch (error) {
    if (!isCode(error, 'UPLOAD_NOT_FOUND')) throw error;
    rememberedUploads.forget(file, purpose);
    return undefined;
  }
}

/** Sends all parts that lack, some at once. When one cannot be sent, the others end too. */
async function sendParts(transfer: DirectTransfer, upload: DirectUpload): Promise<void> {
  const { file, retryDelaysMs, onProgress } = transfer;
  const { id, partBytes, partCount, storedParts = [] } = upload;
  const stop = linkedTo(transfer.signal);
  const reach = new BucketReach(storedParts.length > 0);
  const startOf = (partNumber: number): number => (partNumber - 1) * partBytes;
  const bytesOf = (partNumber: number): Blob => file.slice(startOf(partNumber), startOf(partNumber) + partBytes);
  const sentBytes = new Map(storedParts.map((partNumber) => [partNumber, bytesOf(partNumber).size]));
  const tell = (): void => onProgress([...sentBytes.values()].reduce((sum, each) => sum + each, 0));
  const note = (partNumber: number, bytes: number): void => {
    sentBytes.set(partNumber, bytes);
    tell();
  };
  const lacking = Array.from({ length: partCount }, (_, index) => index + 1).filter((each) => !sentBytes.has(each));
  const sendNext = async (): Promise<void> => {
    for (let partNumber = lacking.shift(); partNumber !== undefined; partNumber = lacking.shift()) {
      const part = partNumber;
      const send = async (): Promise<void> => {
        // Signed anew for each try: the address of the last one may be too old.
        const address = await directUploads.addressOf(id, part, stop.signal);
        await reach.attempt(part, () => put(address, bytesOf(part), stop.signal, (bytes) => note(part, bytes)));
      };
      await tryAgain(send, retryDelaysMs, stop.signal);
      note(part, bytesOf(part).size);
    }
  };
  tell();
  try {
    await Promise.all(Array.from({ length: PARTS_AT_ONCE }, sendNext));
  } finally {
    stop.abort();
  }
}

async function put(url: string, body: Blob, signal: AbortSignal, onSent: (bytes: number) => void): Promise<void> {
  const stalled = linkedTo(signal);
  try {
    await fetcher(url, {
      method: 'PUT',
      body,
      retries: 0,
      timeout: STALLED_MS,
      onTimeout: () => stalled.abort(),
      signal: stalled.signal,
      onUploadProgress: ({ loaded }) => onSent(loaded),
    });
  } catch (error) {
    onSent(0);
    throw error;
  } finally {
    stalled.abort(); // nobody listens any more
  }
}

/** A controller that is aborted with a signal, too. */
function linkedTo(signal: AbortSignal): AbortController {
  const own = new AbortController();
  if (signal.aborted) own.abort(signal.reason);
  signal.addEventListener('abort', () => own.abort(signal.reason), { signal: own.signal });
  return own;
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof ApiError && error.problem.code === code;
}
